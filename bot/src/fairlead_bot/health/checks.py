"""The dependencies' answers, remembered for a moment."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from fairlead_bot.services.probe import Dependency
from fairlead_shared.clock import Clock

KEEP_SECONDS: Final = 2.0
"""How long an answer counts: probes that come more often do not ask again."""


class CachedCheck:
    """Asks a dependency at most every two seconds; those who ask meanwhile share the answer."""

    def __init__(self, ask: Callable[[], Awaitable[Dependency]], clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._lock = asyncio.Lock()
        self._answer: Dependency | None = None
        self._answered_at = 0.0

    async def __call__(self) -> Dependency:
        """Return the dependency's last answer, or a new one."""
        async with self._lock:
            if self._answer is None or self._clock.monotonic() - self._answered_at >= KEEP_SECONDS:
                self._answer = await self._ask()
                self._answered_at = self._clock.monotonic()
            return self._answer

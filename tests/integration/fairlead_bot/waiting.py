"""Waits for a condition with a deadline."""

import asyncio
from collections.abc import Awaitable, Callable

DEADLINE_SECONDS = 60.0
"""Far longer than anything takes; what is slower is broken."""
LOOK_SECONDS = 0.02
"""How often a condition is looked at."""


async def eventually(
    holds: Callable[[], bool | Awaitable[bool]],
    what: str,
    *,
    within: float = DEADLINE_SECONDS,
    every: float = LOOK_SECONDS,
) -> None:
    """Wait until something holds; fail with a sentence when it does not in time.

    A look that takes long is to be taken less often: the simulator runs in the same event loop.
    """
    deadline = asyncio.get_running_loop().time() + within
    while True:
        answer = holds()
        if answer if isinstance(answer, bool) else await answer:
            return
        assert asyncio.get_running_loop().time() < deadline, f"within {within:g} s: {what}"
        await asyncio.sleep(every)

"""Waits until the fleet in the pictures is as it shall be."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from fairlead_shared.clock import SystemClock

DEADLINE_SECONDS: Final = 300.0
_LOOK_SECONDS: Final = 0.2


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Look until something holds.

    Raises:
        TimeoutError: It did not within five minutes.
    """
    clock = SystemClock()
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not await holds():
            await clock.sleep(_LOOK_SECONDS)

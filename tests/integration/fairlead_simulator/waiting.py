"""Waiting for a condition with a deadline."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.integration.fairlead_simulator.raw_gateway import DEADLINE


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = DEADLINE) -> None:
    """Wait until a condition holds.

    Raises:
        TimeoutError: It does not.
    """
    async with asyncio.timeout(seconds):
        while not await holds():
            await asyncio.sleep(0.01)


async def next_of[T](queue: asyncio.Queue[T]) -> T:
    """Return what comes next.

    Raises:
        TimeoutError: Nothing does.
    """
    async with asyncio.timeout(2 * DEADLINE):
        return await queue.get()

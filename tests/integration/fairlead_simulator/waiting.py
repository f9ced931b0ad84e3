"""Waiting for a condition with a deadline."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.integration.fairlead_simulator.raw_gateway import DEADLINE


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a condition holds.

    Raises:
        TimeoutError: It does not.
    """
    async with asyncio.timeout(DEADLINE):
        while not await holds():
            await asyncio.sleep(0.01)

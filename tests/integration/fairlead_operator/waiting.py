"""Waits on conditions of the real world, each with a deadline."""

import asyncio
import time
from collections.abc import Callable

DEADLINE_SECONDS = 90.0
"""Far longer than anything takes on an idle machine; what is slower is broken."""
_LOOK_SECONDS = 0.2


class NotInTimeError(AssertionError):
    """Something did not come true in time; the message has what was seen last."""


async def eventually[T](look: Callable[[], T], holds: Callable[[T], bool], *, within: float = DEADLINE_SECONDS) -> T:
    """Look again and again until what is seen is as it shall be; return it."""
    end = time.monotonic() + within
    while True:
        seen = await asyncio.to_thread(look)
        if holds(seen):
            return seen
        if time.monotonic() > end:
            raise NotInTimeError(f"after {within:.0f} s the last thing seen was:\n{seen}")
        await asyncio.sleep(_LOOK_SECONDS)


async def always[T](look: Callable[[], T], holds: Callable[[T], bool], *, during: float) -> None:
    """Look again and again for a time, and fail when something is not as it shall be."""
    end = time.monotonic() + during
    while time.monotonic() < end:
        seen = await asyncio.to_thread(look)
        assert holds(seen), f"seen meanwhile:\n{seen}"
        await asyncio.sleep(_LOOK_SECONDS)

"""A queue of keys to look at: each waits at most once, and is never in two hands at the same time."""

import asyncio
from collections import deque
from typing import Final

FIRST_RETRY_SECONDS: Final = 0.5
LONGEST_RETRY_SECONDS: Final = 60.0


def retry_delay(failures: int) -> float:
    """Return how long to wait after a number of failures in a row (at least one), in seconds: doubling, bounded."""
    return min(FIRST_RETRY_SECONDS * 2.0 ** min(failures - 1, 20), LONGEST_RETRY_SECONDS)


class WorkQueue[K]:
    """Keys to look at now or later.

    A key that is added while it waits is not added twice; one that is added while somebody works on it waits until
    that is done. Of several delays of a key, the shortest counts.
    """

    def __init__(self) -> None:
        self._waiting: deque[K] = deque()
        self._at_work: set[K] = set()
        self._again: set[K] = set()
        self._failures: dict[K, int] = {}
        self._timers: dict[K, asyncio.TimerHandle] = {}
        self._available = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, key: K) -> None:
        """Have a key looked at as soon as possible."""
        if timer := self._timers.pop(key, None):
            timer.cancel()
        if key in self._at_work:
            self._again.add(key)
        elif key not in self._waiting:
            self._waiting.append(key)
            self._available.set()

    def add_after(self, key: K, seconds: float) -> None:
        """Have a key looked at after a time in seconds, unless it is before."""
        loop = asyncio.get_running_loop()
        timer = self._timers.get(key)
        if timer is None or timer.when() > loop.time() + seconds:
            if timer:
                timer.cancel()
            self._timers[key] = loop.call_later(seconds, self.add, key)

    async def take(self) -> K:
        """Wait for a key and take it; to be followed by ``done`` or ``failed``."""
        while not self._waiting:
            self._available.clear()
            await self._available.wait()
        key = self._waiting.popleft()
        self._at_work.add(key)
        return key

    def done(self, key: K) -> None:
        """Say that the work on a key is over and went well."""
        self._failures.pop(key, None)
        self._finish(key)

    def failed(self, key: K) -> float:
        """Say that the work on a key failed: it is looked at again after a delay that grows; return the delay."""
        self._failures[key] = self._failures.get(key, 0) + 1
        delay = retry_delay(self._failures[key])
        self._again.discard(key)
        self._finish(key)
        self.add_after(key, delay)
        return delay

    def forget(self) -> None:
        """Drop everything that waits, now and later."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._waiting.clear()
        self._again.clear()
        self._failures.clear()

    def _finish(self, key: K) -> None:
        self._at_work.discard(key)
        if key in self._again:
            self._again.discard(key)
            self.add(key)

"""Reads the fleet from Redis, at most once a second for all requests and streams of this process."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterable
from typing import Final

from redis.asyncio import Redis

from fairlead_api.shards.look import Look
from fairlead_api.store_errors import store_errors
from fairlead_shared.clock import Clock
from fairlead_shared.errors import StoreError
from fairlead_shared.fleet.history import SessionHistory
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.records import PastStart, ShardStatus, ShardSummary
from fairlead_shared.fleet.status import ShardView, StatusStore, reporting_generation

LOOK_SECONDS: Final = 1.0
"""How often Redis is read at most: of 16,384 shards that takes a tenth of a second of this process."""
SERVED_SECONDS: Final = 3.0
"""How old what a request is shown may be, rather than that it waits for Redis to be read again."""


class FleetReader:
    """Reads the one bot whose application the API belongs to; nothing is read while nobody asks.

    Args:
        redis: Where its pods report.
        application_id: The application.
        clock: The clock.
    """

    def __init__(self, redis: Redis, application_id: int, clock: Clock) -> None:
        self._redis = redis
        self._keys = FleetKeys(application_id)
        self._clock = clock
        self._reading: asyncio.Task[Look] | None = None
        self._began = 0.0
        self._last: tuple[float, Look] | None = None
        self._number = 0
        self._ending = asyncio.Event()

    async def look(self) -> Look:
        """Return the fleet as it was at most three seconds ago; after the first one, Redis is read meanwhile.

        Raises:
            StoreError: Redis does not answer, and has not for so long.
        """
        reading = self._begin()
        if self._last is not None and self._age(self._last[0]) < SERVED_SECONDS:
            return self._last[1]
        return await asyncio.shield(reading)

    async def looks(self) -> AsyncGenerator[Look | None]:
        """Yield the fleet each second until the process ends; nothing while Redis does not answer."""
        while not self._ending.is_set():
            try:
                look = await asyncio.shield(self._begin())
            except StoreError:
                look = None
            yield look
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._ending.wait()

    async def figures(self, look: Look, shards: Iterable[ShardView[ShardSummary]]) -> dict[int, ShardStatus]:
        """Return all that the pods say now of some shards of a look, by shard id.

        Raises:
            StoreError: Redis does not answer.
        """
        if look.fleet is None:
            return {}
        async with store_errors():
            return await StatusStore(self._redis, self._keys, look.fleet.generation).figures(shards)

    async def starts(self, look: Look, shards: Iterable[ShardView[ShardSummary]]) -> dict[int, tuple[PastStart, ...]]:
        """Return how the last sessions of some shards of a look began, oldest first, by shard id.

        Raises:
            StoreError: Redis does not answer.
        """
        if look.fleet is None:
            return {}
        history = SessionHistory(self._redis, self._keys, look.fleet.generation)
        async with store_errors():
            return await history.read(shard.shard_id for shard in shards)

    def end(self) -> None:
        """Have every stream end: the process is asked to."""
        self._ending.set()

    async def aclose(self) -> None:
        """End what is under way."""
        if self._reading:
            self._reading.cancel()
            await asyncio.wait([self._reading])

    def _begin(self) -> asyncio.Task[Look]:
        """Return the reading that is under way or less than a second old; who gives up waiting must not end it."""
        if self._reading is None or (self._reading.done() and self._age(self._began) >= LOOK_SECONDS):
            self._began = self._clock.monotonic()
            self._reading = asyncio.create_task(self._read(self._began), name="read the fleet")
            self._reading.add_done_callback(_heard)
        return self._reading

    def _age(self, moment: float) -> float:
        return self._clock.monotonic() - moment

    async def _read(self, began: float) -> Look:
        async with store_errors():
            generation = await reporting_generation(self._redis, self._keys)
            fleet = await StatusStore(self._redis, self._keys, generation).summary() if generation else None
        self._number += 1
        look = Look(self._number, self._clock.now(), fleet, self._last[1] if self._last else None)
        self._last = began, look
        return look


def _heard(reading: asyncio.Task[Look]) -> None:
    """Take an error that nobody waits for: whoever asks next reads again."""
    if not reading.cancelled():
        reading.exception()

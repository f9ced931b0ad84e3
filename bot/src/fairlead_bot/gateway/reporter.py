"""Publishes the pod's status: every two seconds, and at once when something changed."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from redis.exceptions import RedisError

from fairlead_shared.clock import Clock
from fairlead_shared.fleet.records import PodStatus
from fairlead_shared.fleet.status import StatusStore
from fairlead_shared.logging import get_logger

REPORT_SECONDS: Final = 2.0
"""How often the status is written."""
COALESCE_SECONDS: Final = 0.1
"""Changes this close together make one report."""
GUILDS_AGAIN_SECONDS: Final = 600.0
"""How often the guild lists are written although nothing changed: the store forgets what nobody writes."""

_log = get_logger("gateway.reporter")


class StatusReporter:
    """Writes the status of one pod."""

    def __init__(
        self,
        store: StatusStore,
        clock: Clock,
        *,
        status: Callable[[], PodStatus],
        guilds: Callable[[], Mapping[int, frozenset[int]]],
        told: Callable[[PodStatus], None],
    ) -> None:
        """Report nothing yet.

        Args:
            store: Where to.
            clock: The clock.
            status: Returns what the pod says of itself.
            guilds: Returns the guilds of its shards.
            told: Called with what was written.
        """
        self._told = told
        self._store = store
        self._clock = clock
        self._status = status
        self._guilds = guilds
        self._changed = asyncio.Event()
        self._written: dict[int, frozenset[int]] = {}
        self._guilds_at = clock.monotonic()
        self._failing = False
        self._forgotten = False

    def changed(self) -> None:
        """Have the status written soon."""
        self._changed.set()

    def rewrite(self) -> None:
        """Have everything written again, also what has not changed: the store has forgotten it."""
        self._forgotten = True
        self._changed.set()

    async def run(self) -> None:
        """Report until cancelled; without Redis, try on."""
        while True:
            self._changed.clear()
            await self.report()
            try:
                async with asyncio.timeout(REPORT_SECONDS):
                    await self._changed.wait()
                    await asyncio.sleep(COALESCE_SECONDS)
            except TimeoutError:
                continue

    async def report(self) -> None:
        """Write the status once, and the guild lists that changed."""
        try:
            status = self._status()
            await self._store.publish(status)
            self._told(status)
            await self._report_guilds()
        except (RedisError, OSError) as error:
            if not self._failing:
                _log.warning("the status cannot be written", error=str(error))
            self._failing, self._written = True, {}
            return
        if self._failing:
            _log.info("the status is written again")
        self._failing = False

    async def _report_guilds(self) -> None:
        now = self._clock.monotonic()
        if self._forgotten or now - self._guilds_at >= GUILDS_AGAIN_SECONDS:
            self._written, self._guilds_at, self._forgotten = {}, now, False
        lists = self._guilds()
        # A list that has not changed is the same object, mostly: comparing all guilds of a pod would take its time.
        changed = {
            shard_id: ids
            for shard_id, ids in lists.items()
            if (written := self._written.get(shard_id)) is not ids and written != ids
        }
        if changed:
            await self._store.publish_guilds({shard_id: list(ids) for shard_id, ids in changed.items()})
        self._written = dict(lists)

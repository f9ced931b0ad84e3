"""Publishes the pod's status: every two seconds, and at once when something changed."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from redis.exceptions import RedisError

from fairlead_shared.clock import Clock
from fairlead_shared.fleet.history import SessionHistory
from fairlead_shared.fleet.records import PodStatus, SessionStart
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
        history: SessionHistory,
        clock: Clock,
        *,
        status: Callable[[], PodStatus],
        guilds: Callable[[], Mapping[int, frozenset[int]]],
        starts: Callable[[], Mapping[int, tuple[SessionStart, ...]]],
        told: Callable[[PodStatus], None],
    ) -> None:
        """Report nothing yet.

        Args:
            store: Where to.
            history: Where the starts of sessions outlive the pod.
            clock: The clock.
            status: Returns what the pod says of itself.
            guilds: Returns the guilds of its shards.
            starts: Returns how their last sessions began.
            told: Called with what was written.
        """
        self._told = told
        self._store = store
        self._history = history
        self._clock = clock
        self._status = status
        self._guilds = guilds
        self._starts = starts
        self._changed = asyncio.Event()
        self._written: dict[int, frozenset[int]] = {}
        self._starts_written: Mapping[int, tuple[SessionStart, ...]] = {}
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
        """Write the status once, the guild lists that changed, and the sessions that began."""
        if self._forgotten:
            self._written, self._starts_written, self._forgotten = {}, {}, False
        try:
            status = self._status()
            await self._store.publish(status)
            self._told(status)
            await self._report_guilds()
            await self._report_starts(status.pod)
        except (RedisError, OSError) as error:
            if not self._failing:
                _log.warning("the status cannot be written", error=str(error))
            self._failing, self._written, self._starts_written = True, {}, {}
            return
        if self._failing:
            _log.info("the status is written again")
        self._failing = False

    async def _report_guilds(self) -> None:
        now = self._clock.monotonic()
        if now - self._guilds_at >= GUILDS_AGAIN_SECONDS:
            self._written, self._guilds_at = {}, now
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

    async def _report_starts(self, pod: str) -> None:
        starts = self._starts()
        begun = {shard_id: ones for shard_id, ones in starts.items() if ones != self._starts_written.get(shard_id, ())}
        if begun:
            await self._history.add(pod, begun)
        self._starts_written = starts

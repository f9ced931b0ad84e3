"""Keeps the sessions of a slot's shards in the store: begun, marked, checkpointed, forgotten."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, closing, suppress
from typing import Any, Final

import discord
from redis.exceptions import RedisError

from fairlead_bot.gateway.session import GatewaySession
from fairlead_bot.gateway.sessions.kept import KeptSession
from fairlead_bot.gateway.sessions.presence import ShardPresence
from fairlead_bot.gateway.sessions.signature import Signing
from fairlead_bot.gateway.slot import HeldSlot
from fairlead_bot.gateway.snapshot import ShardSnapshot
from fairlead_shared.clock import Clock
from fairlead_shared.fleet.records import SessionRecord
from fairlead_shared.fleet.sessions import Mark, SessionStore, StoredSession, TakenError
from fairlead_shared.logging import get_logger

LAST_SECONDS: Final = 5.0
"""How long writing the exact state may take when the slot is given up; without it the last checkpoint serves."""
NOT_AS_DESCRIBED: Final = (LookupError, TypeError, ValueError, AttributeError)
"""What an event raises that is not as Discord describes it."""
KEEP_ALIVE_SHARE: Final = 1 / 3
"""A session in which nothing happens is written again after this share of the time that the store keeps it."""

type Told = Callable[[Mapping[str, bytes | None]], Awaitable[None]]

_log = get_logger("gateway.sessions")


class SessionKeeper:
    """Writes what another process would need to go on with the sessions of one slot.

    Events may go on being applied while it writes. What Redis did not take is written again at the next round: until
    then the session's durable sequence stays where it was, and Discord keeps the events.
    """

    def __init__(
        self,
        store: SessionStore,
        slot: HeldSlot,
        client: discord.AutoShardedClient,
        clock: Clock,
        *,
        signing: Signing,
        checkpoint_seconds: float,
    ) -> None:
        """Keep no session yet.

        Args:
            store: The store.
            slot: The slot that the shards belong to.
            client: The bot whose cache is checkpointed.
            clock: The clock.
            signing: Gives sessions their signatures.
            checkpoint_seconds: How often the changes of the caches are written.
        """
        self._store = store
        self._slot = slot
        self._client = client
        self._clock = clock
        self._signing = signing
        self._checkpoint_seconds = checkpoint_seconds
        self._keep_alive_seconds = store.ttl_seconds * KEEP_ALIVE_SHARE
        self._kept = dict[int, KeptSession]()
        self._gone = set[int]()
        self._due = asyncio.Event()
        self._rounds = asyncio.Lock()
        # A begin replaces the session that a commit is about: they must not be on their way together.
        self._records = asyncio.Lock()
        self._failing = False

    def began(self, shard_id: int, session: GatewaySession, presence: ShardPresence) -> None:
        """Keep a session from its READY on, in the place of the shard's last one."""
        kept = self._keep(shard_id, session, presence)
        kept.snapshot.change_all()
        self._due.set()

    def take_up(self, shard_id: int, session: GatewaySession, presence: ShardPresence, writes: int) -> None:
        """Go on keeping a session that the store has, after so many writes to its snapshot."""
        kept = self._keep(shard_id, session, presence)
        kept.begun, kept.writes = True, writes

    def applying(self, shard_id: int, event: str, content: Any) -> None:  # Any: as in Frame
        """Note that an event is about to be applied to the cache."""
        if (kept := self._kept.get(shard_id)) is not None:
            try:
                kept.snapshot.foresee(event, content)
            except NOT_AS_DESCRIBED:
                _unknown(kept, shard_id, event)

    def applied(self, shard_id: int, event: str, content: Any, sequence: int) -> None:  # Any: as in Frame
        """Note that an event was applied to the cache."""
        if (kept := self._kept.get(shard_id)) is not None:
            try:
                kept.snapshot.observe(event, content, sequence)
            except NOT_AS_DESCRIBED:
                _unknown(kept, shard_id, event)

    def gone(self, shard_id: int) -> None:
        """Keep a session no longer: Discord does not have it any more."""
        self._kept.pop(shard_id, None)
        self._gone.add(shard_id)
        self._due.set()

    def rewrite(self) -> None:
        """Have everything written again: the store has forgotten it."""
        for kept in self._kept.values():
            kept.forgotten()
        self._due.set()

    async def commit(self, marks: Mapping[int, int]) -> None:
        """Make the marks of shards durable, in one round trip; the sessions' own marks follow.

        Args:
            marks: The sequence that each shard's mark is to reach, in the session that the shard has.

        Raises:
            TakenError: The slot is another's.
            redis.exceptions.RedisError: Redis did not answer.
            OSError: As above.
        """
        # A session that begins while this waits has other sequences: a mark of the last one would silence its events.
        meant = {shard_id: self._kept[shard_id] for shard_id in marks if shard_id in self._kept}
        async with self._records:
            wanted = {shard_id: kept for shard_id, kept in meant.items() if self._kept.get(shard_id) is kept}
            for shard_id, kept in wanted.items():
                await self._begin(shard_id, kept)
            while wanted:
                tags = {shard_id: Mark(kept.session.tag, marks[shard_id]) for shard_id, kept in wanted.items()}
                unknown = await self._store.commit(self._slot.lease, tags)
                for shard_id in wanted.keys() - unknown:
                    session = wanted.pop(shard_id).session
                    session.mark = max(session.mark, marks[shard_id])
                for shard_id, kept in wanted.items():
                    if kept.session.tag == tags[shard_id].tag:
                        kept.forgotten()
                    await self._begin(shard_id, kept)

    @asynccontextmanager
    async def holding_still(self) -> AsyncGenerator[None]:
        """Let the store have, within a block, the snapshots that ``copy`` writes and no later ones."""
        async with self._rounds:
            yield

    def sessions(self) -> dict[int, SessionRecord]:
        """Return the sessions that are kept, by shard."""
        return {shard_id: self._record(shard_id, kept.session) for shard_id, kept in self._kept.items()}

    async def copy(self, shard_id: int, told: Told) -> StoredSession | None:
        """Write the whole snapshot of a shard, and tell its pieces; to be called while holding still.

        Args:
            shard_id: The shard.
            told: Awaited with the pieces of each write, in their order; together they are what the store has.

        Returns:
            What the store has of the session then; nothing when the session, or the store, went away meanwhile.

        Raises:
            TakenError: The slot is another's.
            redis.exceptions.RedisError: Redis did not answer.
            OSError: As above.
        """
        if (kept := self._kept.get(shard_id)) is None:
            return None
        kept.change_all()
        session = kept.session
        if not await self._checkpoint(shard_id, kept, told) or self._kept.get(shard_id) is not kept:
            return None
        record = self._record(shard_id, session)
        return StoredSession(record, session.tag, session.mark, session.checkpoint, kept.writes)

    async def commit_handled(self) -> None:
        """Make the marks follow what was handled.

        Raises:
            TakenError: The slot is another's.
            redis.exceptions.RedisError: Redis did not answer.
            OSError: As above.
        """
        await self.commit({shard_id: kept.session.handled for shard_id, kept in self._kept.items() if _lags(kept)})

    async def run(self) -> None:
        """Write a checkpoint of each shard again and again until cancelled; without Redis, try on."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._checkpoint_seconds):
                    await self._due.wait()
            self._due.clear()
            if self._slot.holds():
                await self._round_or_say_why()

    async def finish(self) -> None:
        """Write the exact state of every shard, once nothing is applied any more."""
        if not self._slot.holds():
            return
        try:
            async with asyncio.timeout(LAST_SECONDS):
                await self._round_or_say_why()
        except TimeoutError:
            _log.warning("the last checkpoint was not written; an earlier one serves", seconds=LAST_SECONDS)

    def _keep(self, shard_id: int, session: GatewaySession, presence: ShardPresence) -> KeptSession:
        snapshot = ShardSnapshot(self._client, shard_id, self._client.shard_count or 1)
        kept = KeptSession(session, snapshot, presence, self._clock.monotonic())
        self._kept[shard_id] = kept
        self._gone.discard(shard_id)
        return kept

    async def _round_or_say_why(self) -> None:
        try:
            async with self._rounds:
                await self._round()
        except TakenError:
            self._slot.taken()
            return
        except (RedisError, OSError) as error:
            if not self._failing:
                _log.warning("sessions cannot be written; Discord keeps their events", error=str(error))
            self._failing = True
            return
        if self._failing:
            _log.info("sessions are written again")
        self._failing = False

    async def _round(self) -> None:
        """Write what is to be written of every shard, one after the other."""
        for shard_id in sorted(self._gone):
            async with self._records:
                if shard_id in self._gone:
                    await self._store.forget(self._slot.lease, shard_id)
                    self._gone.discard(shard_id)
        await self.commit_handled()
        for shard_id, kept in list(self._kept.items()):
            if self._kept.get(shard_id) is kept:
                await self._checkpoint(shard_id, kept)

    async def _checkpoint(self, shard_id: int, kept: KeptSession, told: Told | None = None) -> bool:
        """Write the changes of a shard's cache, and from which sequence on a replay makes them true.

        Returns:
            Whether the store has it.
        """
        if kept.written and self._clock.monotonic() - kept.written_at < self._keep_alive_seconds:
            return True
        async with self._records:
            await self._begin(shard_id, kept)
        session, lease = kept.session, self._slot.lease
        tag, sequence = session.tag, session.sequence
        with closing(kept.slices()) as slices:
            for each in slices:
                sequence = each.sequence
                saved = await self._store.save(lease, shard_id, tag, kept.writes + 1, each.pieces)
                if not self._taken(kept, tag, taken=saved):
                    return False
                if told is not None:
                    await told(each.pieces)
        noted = await self._store.checkpoint(lease, shard_id, tag, kept.writes + 1, sequence)
        if not self._taken(kept, tag, taken=noted):
            return False
        kept.written_at = self._clock.monotonic()
        session.checkpoint = max(session.checkpoint, sequence)
        return True

    def _taken(self, kept: KeptSession, tag: str, *, taken: bool) -> bool:
        """Count a write to a session's snapshot that the store took; begin again with one that it did not take.

        Returns:
            Whether to go on: the store took it, and the session has not been begun again meanwhile.
        """
        if kept.session.tag != tag:
            return False
        if taken:
            kept.writes += 1
            return True
        _log.warning("the store has forgotten a session", session_id=kept.session.session_id)
        kept.forgotten()
        self._due.set()
        return False

    async def _begin(self, shard_id: int, kept: KeptSession) -> None:
        """See that the store has a record of a session."""
        session = kept.session
        while not kept.begun:
            tag = session.tag
            stored = StoredSession(self._record(shard_id, session), tag, session.mark)
            await self._store.begin(self._slot.lease, shard_id, stored)
            kept.begun = session.tag == tag

    def _record(self, shard_id: int, session: GatewaySession) -> SessionRecord:
        return SessionRecord(
            session_id=session.session_id, resume_url=str(session.resume_url), signature=self._signing.of(shard_id)
        )


def _unknown(kept: KeptSession, shard_id: int, event: str) -> None:
    """Have everything written again after an event of which the parsers may have applied some."""
    _log.exception("what an event has changed is not known", shard=shard_id, gateway_event=event)
    kept.snapshot.change_all()


def _lags(kept: KeptSession) -> bool:
    return kept.session.mark < kept.session.handled

"""Takes up the stored sessions of a slot: each shard resumes its own, or begins anew and says why."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Final

import discord
import yarl
from redis.exceptions import RedisError

from fairlead_bot.gateway.session import GatewaySession
from fairlead_bot.gateway.sessions.keeper import SessionKeeper
from fairlead_bot.gateway.sessions.opening import BeginAnew, TakeUp, opening
from fairlead_bot.gateway.sessions.presence import PRESENCE_PIECE
from fairlead_bot.gateway.sessions.signature import Signing
from fairlead_bot.gateway.shard import TAKEN_UP, GatewayShard
from fairlead_bot.gateway.snapshot import IncompatibleSnapshotError, SnapshotAges, restore
from fairlead_shared.clock import Clock
from fairlead_shared.fleet.records import IdentifyCause
from fairlead_shared.fleet.sessions import SessionStore, StoredSession
from fairlead_shared.logging import get_logger

RETRY_SECONDS: Final = 0.5
"""How soon a store that did not answer is asked again."""

_log = get_logger("gateway.sessions")


class SessionLoader:
    """Gives each shard of a slot the session that it begins with."""

    def __init__(
        self,
        store: SessionStore,
        keeper: SessionKeeper,
        client: discord.AutoShardedClient,
        clock: Clock,
        signing: Signing,
    ) -> None:
        """Prepare to load.

        Args:
            store: The store.
            keeper: Goes on keeping what is taken up.
            client: The bot whose cache is restored.
            clock: The clock.
            signing: Gives sessions their signatures.
        """
        self._store = store
        self._keeper = keeper
        self._client = client
        self._clock = clock
        self._signing = signing

    async def load(self, slot: int, shards: Iterable[GatewayShard]) -> None:
        """Take up the sessions of a slot's shards; as long as Redis does not answer, wait.

        Args:
            slot: The slot, which this process holds.
            shards: Its shards, none of which has been started.
        """
        stored = await self._answered(lambda: self._store.load(slot))
        for shard in shards:
            found = opening(stored.get(shard.id), self._signing.of(shard.id))
            anew = await self._take_up(shard, found.stored) if isinstance(found, TakeUp) else found
            if anew is not None:
                shard.begin_anew(anew.cause, anew.reason)

    async def _take_up(self, shard: GatewayShard, stored: StoredSession) -> BeginAnew | None:
        """Restore a shard's cache and have it resume; return how it begins instead where that cannot be."""
        began = self._clock.monotonic()
        pieces = await self._answered(lambda: self._store.load_pieces(shard.id))
        presence = pieces.pop(PRESENCE_PIECE, b"")
        try:
            ages = await self.restore(shard, pieces)
            shard.presence.restore(presence)
        except (IncompatibleSnapshotError, ValueError) as error:
            return BeginAnew(IdentifyCause.RESUME_FAILED, f"The snapshot of the cache cannot be restored: {error}")
        except Exception as error:  # noqa: BLE001 - whatever a damaged snapshot makes of discord.py's models
            _log.exception("a snapshot could not be restored", shard=shard.id)
            return BeginAnew(IdentifyCause.RESUME_FAILED, f"The snapshot of the cache is damaged: {error!r}")
        self.begin(shard, stored, ages, TAKEN_UP)
        seconds = round(self._clock.monotonic() - began, 3)
        _log.info("a session is taken up", shard=shard.id, pieces=len(pieces), seconds=seconds)
        return None

    async def restore(self, shard: GatewayShard, pieces: Mapping[str, bytes]) -> SnapshotAges:
        """Restore a shard's cache.

        Raises:
            IncompatibleSnapshotError: The pieces are not a snapshot that this version can restore.
        """
        return await restore(self._client, shard.id, self._client.shard_count or 1, pieces)

    def begin(self, shard: GatewayShard, stored: StoredSession, ages: SnapshotAges, cause: str) -> None:
        """Have a shard, whose cache is restored, resume a stored session, and go on keeping that.

        Args:
            shard: The shard, which has not been started.
            stored: The session.
            ages: What the restored cache contains.
            cause: Why it resumes.
        """
        durable = min(stored.mark, stored.checkpoint)
        session = GatewaySession(
            stored.record.session_id,
            yarl.URL(stored.record.resume_url),
            durable,
            mark=stored.mark,
            checkpoint=stored.checkpoint,
            handled=durable,
            kept=True,
            tag=stored.tag,
            silent_until=stored.mark,
            ages=ages,
        )
        guild_ids = frozenset(guild.id for guild in self._client.guilds if guild.shard_id == shard.id)
        shard.take_up(session, guild_ids, cause)
        self._keeper.take_up(shard.id, session, shard.presence, stored.writes)

    async def _answered[T](self, ask: Callable[[], Awaitable[T]]) -> T:
        """Return the store's answer; until there is one, ask again."""
        silent = False
        while True:
            try:
                return await ask()
            except (RedisError, OSError) as error:
                if not silent:
                    _log.warning("sessions cannot be loaded while Redis does not answer", error=str(error))
                silent = True
            await self._clock.sleep(RETRY_SECONDS)

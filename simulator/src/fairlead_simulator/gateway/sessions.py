"""The sessions of one application, by id and by shard."""

from collections.abc import Iterator

from fairlead_simulator.gateway.session import Session
from fairlead_simulator.snowflake import shard_of


class SessionRegistry:
    """Finds sessions: the one that a client resumes, and those that an event goes to."""

    __slots__ = ("_by_count", "_by_id")

    def __init__(self) -> None:
        self._by_id: dict[str, Session] = {}
        self._by_count: dict[int, dict[int, dict[str, Session]]] = {}

    def __iter__(self) -> Iterator[Session]:
        return iter(list(self._by_id.values()))

    def get(self, session_id: str) -> Session | None:
        """Return a live session by its id."""
        return self._by_id.get(session_id)

    def add(self, session: Session) -> None:
        """Make a session live."""
        self._by_id[session.id] = session
        shards = self._by_count.setdefault(session.shard_count, {})
        shards.setdefault(session.shard_id, {})[session.id] = session

    def end(self, session: Session) -> None:
        """End a session: nobody can resume it any more, and no event goes to it."""
        if self._by_id.pop(session.id, None) is None:
            return
        session.ended()
        shards = self._by_count[session.shard_count]
        del shards[session.shard_id][session.id]
        if not shards[session.shard_id]:
            del shards[session.shard_id]
        if not shards:
            del self._by_count[session.shard_count]

    def expire(self, now: float) -> None:
        """End every session that has been without a connection for too long (monotonic seconds)."""
        for session in self:
            if session.expired(now):
                self.end(session)

    def receiving(self, guild_id: int | None) -> list[Session]:
        """Return the sessions that a guild's events go to, one shard of each shard count in use."""
        return [
            session
            for shard_count, shards in self._by_count.items()
            for session in shards.get(shard_of(guild_id, shard_count), {}).values()
        ]

    def on_shard(self, shard_id: int) -> list[Session]:
        """Return the sessions of a shard, whatever their shard count."""
        return [session for session in self if session.shard_id == shard_id]

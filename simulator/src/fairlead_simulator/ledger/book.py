"""The ledger of one application: every event with the sessions and sequences under which it was sent."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from fairlead_simulator.clock import Clock
from fairlead_simulator.ledger.history import SessionHistory, ShardHistory
from fairlead_simulator.ledger.record import Copy, Record, key_of
from fairlead_simulator.snowflake import shard_of

CAPACITY = 1_000_000
"""Events kept; older ones are forgotten, and the report says how many."""


class Ledger:
    """Keeps the newest events in the order in which they happened, and the history of every session.

    Attributes:
        sessions: Histories by session id, those that ended included.
        shards: Connections by (shard id, shard count).
        forgotten: Events that were dropped for newer ones.
    """

    __slots__ = ("_by_copy", "_by_key", "_clock", "_counts", "_last", "_records", "forgotten", "sessions", "shards")

    def __init__(self, clock: Clock, capacity: int = CAPACITY) -> None:
        self._clock = clock
        self._records: deque[Record] = deque(maxlen=capacity)
        self._by_key: dict[tuple[str, str], int] = {}
        self._by_copy: dict[Copy, int] = {}
        self._counts: set[int] = set()
        self._last = 0
        self.sessions: dict[str, SessionHistory] = {}
        self.shards: dict[tuple[int, int], ShardHistory] = {}
        self.forgotten = 0

    @property
    def last(self) -> int:
        """The number of the newest event; 0 before the first."""
        return self._last

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records)

    def since(self, number: int) -> list[Record]:
        """Return the events after one that a number names, oldest first."""
        newest = list(takewhile(lambda record: record.number > number, reversed(self._records)))
        return newest[::-1]

    def opened(self, session_id: str, shard_id: int, shard_count: int) -> SessionHistory:
        """Begin the history of a session."""
        shard = self.shards.setdefault((shard_id, shard_count), ShardHistory())
        history = SessionHistory(session_id, shard_id, shard_count, shard=shard, clock=self._clock)
        self.sessions[session_id] = history
        self._counts.add(shard_count)
        return history

    def refused(self, session_id: str, sequence: int) -> None:
        """Note that a client could not resume a session after a sequence."""
        history = self.sessions.get(session_id)
        if history is not None:
            history.refused(sequence)

    def record(self, name: str, describe: Callable[[], bytes], guild_id: int | None, copies: Sequence[Copy]) -> None:
        """Keep an event with its copies; `describe` returns its `d` as JSON and is asked where the name has a key."""
        if len(self._records) == self._records.maxlen:
            self._forget()
        self._last += 1
        key = key_of(name, describe)
        self._records.append(Record(self._last, name, key, guild_id, self._clock.time(), tuple(copies)))
        for copy in copies:
            self._by_copy[copy] = self._last
        if key is not None:
            self._by_key[name, key] = self._last

    def shards_of(self, guild_id: int | None) -> list[ShardHistory]:
        """Return the shards that a guild's events go to and that ever had a session, one of each shard count."""
        places = [(shard_of(guild_id, shard_count), shard_count) for shard_count in self._counts]
        return [self.shards[place] for place in places if place in self.shards]

    def number_of_key(self, name: str, key: str) -> int | None:
        """Return the number of an event by its name and key; None when the ledger has no such event."""
        return self._by_key.get((name, key))

    def number_of_copy(self, session_id: str, sequence: int) -> int | None:
        """Return the number of an event by session and sequence; None when the ledger has no such event."""
        return self._by_copy.get(Copy(session_id, sequence))

    def sent_to(self, session_id: str) -> Iterator[tuple[int, Record]]:
        """Yield the events of a session with their sequence, oldest first."""
        for record in self._records:
            for copy in record.copies:
                if copy.session_id == session_id:
                    yield copy.sequence, record

    def _forget(self) -> None:
        oldest = self._records.popleft()
        self.forgotten += 1
        for copy in oldest.copies:
            self._by_copy.pop(copy, None)
        if oldest.key is not None and self._by_key.get((oldest.name, oldest.key)) == oldest.number:
            del self._by_key[oldest.name, oldest.key]

"""What became of each session: when it had a connection, how it ended, and which of its events it no longer offers."""

from dataclasses import dataclass, field

from fairlead_simulator.clock import Clock


@dataclass(slots=True)
class Gap:
    """A time in which a shard had no connection at all (seconds since the Unix epoch)."""

    began: float
    ended: float | None = None
    resumed: bool = False

    @property
    def seconds(self) -> float | None:
        """How long it lasted; None while it lasts."""
        return None if self.ended is None else self.ended - self.began


@dataclass(slots=True)
class ShardHistory:
    """The connections of one `[shard_id, shard_count]` over all its sessions.

    Attributes:
        gaps: When there was none, after there had been one.
        connects: When one of its sessions got a connection, each time (seconds since the Unix epoch).
        sessions: All its sessions, in the order in which they were opened.
    """

    gaps: list[Gap] = field(default_factory=list)
    connects: list[float] = field(default_factory=list)
    sessions: "list[SessionHistory]" = field(default_factory=list)
    _connected: set[str] = field(default_factory=set)

    def opened(self, session: "SessionHistory") -> None:
        """Note a new session; those that wait for their client meanwhile are superseded."""
        for earlier in self.sessions:
            waits = earlier.ended_at is None and earlier.session_id not in self._connected
            if waits and earlier.superseded_at is None:
                earlier.superseded_at = session.opened_at
        self.sessions.append(session)

    def connected(self, session_id: str, now: float, *, resumed: bool) -> None:
        """Note that one of the shard's sessions has a connection, which ends a gap."""
        self._connected.add(session_id)
        self.connects.append(now)
        if self.gaps and self.gaps[-1].ended is None:
            self.gaps[-1].ended = now
            self.gaps[-1].resumed = resumed

    def disconnected(self, session_id: str, now: float) -> None:
        """Note that a session's connection is gone; a gap begins with the last one."""
        if session_id in self._connected:
            self._connected.discard(session_id)
            if not self._connected:
                self.gaps.append(Gap(now))


class SessionHistory:
    """The life of one session.

    Attributes:
        session_id: The session.
        shard_id: Its shard, counted from 0.
        shard_count: Of how many.
        shard: The connections of that shard.
        opened_at: When it was opened (seconds since the Unix epoch).
        ended_at: When it ended; None while it lives.
        ended_by_client: Whether its client ended it, with a close code that says so.
        superseded_at: When its client left it for another session of the same shard although it could be resumed; None
            also where the client came back.
        gone_after: The sequence after which Discord offers nothing; None while it offers everything.
    """

    __slots__ = (
        "_clock",
        "_delivered",
        "_resuming",
        "ended_at",
        "ended_by_client",
        "gone_after",
        "opened_at",
        "session_id",
        "shard",
        "shard_count",
        "shard_id",
        "superseded_at",
    )

    def __init__(self, session_id: str, shard_id: int, shard_count: int, *, shard: ShardHistory, clock: Clock) -> None:
        self.session_id = session_id
        self.shard_id = shard_id
        self.shard_count = shard_count
        self.opened_at = clock.time()
        self.ended_at: float | None = None
        self.ended_by_client = False
        self.superseded_at: float | None = None
        self.gone_after: int | None = None
        self._clock = clock
        self.shard = shard
        self._delivered: int | None = None
        self._resuming = False
        shard.opened(self)

    @property
    def ended_by_discord(self) -> bool:
        """Whether Discord took the session from a client that could still have used it."""
        return self.ended_at is not None and not self.ended_by_client and not self.superseded

    @property
    def superseded(self) -> bool:
        """Whether its client has left it for another session of the same shard."""
        return self.superseded_at is not None

    def superseded_before(self, at: float) -> bool:
        """Tell whether its client had left it for another session at a moment (seconds since the Unix epoch)."""
        return self.superseded_at is not None and self.superseded_at <= at

    def connected(self) -> None:
        """Note that a client is connected to the session."""
        self.shard.connected(self.session_id, self._clock.time(), resumed=self._resuming)
        self._resuming = True
        self._delivered = None
        self.superseded_at = None

    def disconnected(self, sequence: int) -> None:
        """Note that the client is gone, after events up to a sequence were written to it."""
        self._delivered = sequence
        self.shard.disconnected(self.session_id, self._clock.time())
        if self.shard.sessions[-1] is not self and self.superseded_at is None:
            self.superseded_at = self._clock.time()

    def ended(self, sequence: int, *, by_client: bool) -> None:
        """Note that the session ended (only the first time counts), when its last event had a sequence."""
        if self.ended_at is not None:
            return
        self.ended_at = self._clock.time()
        self.ended_by_client = by_client
        self.shard.disconnected(self.session_id, self.ended_at)
        if self.ended_by_discord:
            self.gone_after = sequence if self._delivered is None else self._delivered

    def refused(self, sequence: int) -> None:
        """Note that a client asked for the events after a sequence and did not get the session."""
        if self.ended_by_discord and self.gone_after is not None:
            self.gone_after = min(self.gone_after, sequence)

    def offers(self, sequence: int) -> bool:
        """Tell whether Discord gave the client every chance to see an event."""
        return self.gone_after is None or sequence <= self.gone_after

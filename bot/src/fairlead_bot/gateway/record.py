"""What a shard has seen and done since its pod got the slot: the figures of its status."""

from collections import deque
from datetime import datetime
from typing import Final

from fairlead_bot.gateway.frame import Frame
from fairlead_bot.gateway.hearing import Hearing
from fairlead_bot.gateway.reconciliation import guild_ids_of
from fairlead_shared.fleet.history import STARTS_KEPT
from fairlead_shared.fleet.records import SessionStart

RATE_SECONDS: Final = 10.0
"""The span over which events per second are counted, at least: over shorter ones chance shows more than the load."""


class EventRate:
    """Events per second over the last span."""

    __slots__ = ("_at", "_count", "_rate")

    def __init__(self, now: float) -> None:
        self._at = now
        self._count = 0
        self._rate = 0.0

    def sample(self, now: float, count: int) -> float:
        """Return the rate, from the time and the number of events so far; a new span begins when the last is full."""
        if now - self._at >= RATE_SECONDS:
            self._rate = (count - self._count) / (now - self._at)
            self._at, self._count = now, count
        return self._rate


class ShardRecord:
    """Figures of one shard.

    Attributes:
        events: Dispatches received.
        identifies: IDENTIFY frames sent.
        resumes: Sessions taken up again.
        applied_silently: Replayed events that an earlier process had given to handlers: they changed the cache alone.
        expired_interactions: Replayed interactions that nobody could answer any more.
        parser_errors: Events whose parser raised.
        last_parser_error: The last of them: its type, what was raised, and when.
        hearing: When it heard its last event, and whether that was too long ago.
        guild_ids: The guilds on the shard; the same object for as long as they are the same.
        guilds_known: Whether those are its guilds: READY listed them, or a session was taken up with them.
        ready_since: Since when the shard has been ready, UTC.
        sessions: The last starts of a session, oldest first.
        closed_at: When another pod closed the shard's connection to hand it over, in monotonic seconds, until the shard
            is connected here.
        handover_gap: The seconds from then until it was resumed here.
    """

    __slots__ = (
        "applied_silently",
        "closed_at",
        "events",
        "expired_interactions",
        "guild_ids",
        "guilds_known",
        "handover_gap",
        "hearing",
        "identifies",
        "last_parser_error",
        "parser_errors",
        "rate",
        "ready_since",
        "resumes",
        "sessions",
    )

    def __init__(self, now: float) -> None:
        self.events = 0
        self.identifies = 0
        self.resumes = 0
        self.applied_silently = 0
        self.expired_interactions = 0
        self.parser_errors = 0
        self.last_parser_error: str | None = None
        self.hearing = Hearing(now)
        self.guild_ids = frozenset[int]()
        self.guilds_known = False
        self.ready_since: datetime | None = None
        self.sessions: deque[SessionStart] = deque(maxlen=STARTS_KEPT)
        self.rate = EventRate(now)
        self.closed_at: float | None = None
        self.handover_gap: float | None = None

    def observe(self, frame: Frame) -> None:
        """Count a dispatch, and follow the guilds that come and go."""
        self.events += 1
        match frame["t"]:
            case "READY":
                self.take_up(guild_ids_of(frame["d"]))
            case "GUILD_CREATE" if (guild_id := int(frame["d"]["id"])) not in self.guild_ids:
                self.guild_ids |= {guild_id}
            case "GUILD_DELETE" if not frame["d"].get("unavailable"):
                # An unavailable guild is out of order at Discord's side; the bot is still in it.
                self.guild_ids -= {int(frame["d"]["id"])}
            case _:
                pass

    def take_up(self, guild_ids: frozenset[int]) -> None:
        """Know the guilds that the shard has."""
        self.guild_ids, self.guilds_known = guild_ids, True

    def parser_failed(self, event: str, error: Exception, at: datetime) -> None:
        """Note an event that discord.py could not apply."""
        self.parser_errors += 1
        self.last_parser_error = f"{event}: {type(error).__name__}: {error} ({at:%Y-%m-%d %H:%M:%S} UTC)"

    def end_gap(self, now: float) -> None:
        """Note that the shard is connected; the first time after a handover this says how long it was not."""
        if self.closed_at is not None:
            self.handover_gap, self.closed_at = now - self.closed_at, None

    def session_started(self, at: datetime, *, resumed: bool, cause: str) -> None:
        """Note that the shard became ready, and why it had to start."""
        self.ready_since = at
        self.resumes += resumed
        self.sessions.append(SessionStart(at=at, resumed=resumed, cause=cause))

"""How a connection to the gateway ended."""

from dataclasses import dataclass
from enum import StrEnum


class EndKind(StrEnum):
    """What ended a connection, or kept it from being made."""

    CLOSED = "closed"
    """Discord or the network closed it, with a close code or without one."""
    RECONNECT = "reconnect"
    """Discord asked for a new connection (op 7)."""
    SESSION_RESUMABLE = "session_resumable"
    """Discord invalidated the session and allows a resume (op 9 true)."""
    SESSION_INVALID = "session_invalid"
    """Discord no longer offers the session (op 9 false)."""
    NOT_CONNECTED = "not_connected"
    """The connection could not be made."""
    NO_ANSWER = "no_answer"
    """Discord did not send HELLO, READY or RESUMED in time."""
    ZOMBIE = "zombie"
    """A heartbeat was not acknowledged before the next one was due."""
    UNREADABLE = "unreadable"
    """A frame could not be decompressed or decoded."""
    TURN_LOST = "turn_lost"
    """Another shard got the identify bucket first."""
    DEAF = "deaf"
    """Heartbeats are answered, but no event comes, not even in answer to a question."""
    FENCED = "fenced"
    """This pod may not act for the slot until its lease is renewed."""
    OVERFLOWED = "overflowed"
    """More frames came while the pod might not act than it may keep."""
    HOLE = "hole"
    """After RESUME, Discord went on later than with the event after the sequence that it was named."""
    LOST = "lost"
    """The slot is another pod's."""
    DISCONNECTED = "disconnected"
    """A cog disconnected the shard."""
    STOPPED = "stopped"
    """The pod stops, or gives the slot up."""
    FAILED = "failed"
    """The shard's own code raised; a defect."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a connection.

    Attributes:
        kind: What ended it.
        close_code: The gateway's close code, where Discord closed it with one.
        detail: An error's text, where there was one.
    """

    kind: EndKind
    close_code: int | None = None
    detail: str = ""

    def __str__(self) -> str:
        words = self.kind.value.replace("_", " ")
        if self.close_code is not None:
            words += f" with {self.close_code}"
        return f"{words}: {self.detail}" if self.detail else words

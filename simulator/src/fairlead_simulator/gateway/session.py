"""A gateway session: what a shard is to Discord, with or without a connection."""

from typing import Protocol

from fairlead_simulator.gateway.frames import event_frame
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.gateway.replay import ReplayBuffer
from fairlead_simulator.intents import Intent
from fairlead_simulator.world.events import Viewer

SESSION_SECONDS = 180.0
"""How long a session without a connection can be resumed."""


class Link(Protocol):
    """An open connection, as far as a session knows it."""

    def push(self, frame: bytes) -> None:
        """Send a frame after those pushed before it."""
        ...

    def close(self, code: CloseCode, reason: str) -> None:
        """Close the connection after what was pushed is sent."""
        ...

    def cut(self) -> None:
        """Break the connection off at once, without a close frame."""
        ...


class Session:
    """The state that a client resumes: shard, intents, sequence and the events to replay.

    Attributes:
        id: The session's id.
        shard_id: The shard, counted from 0.
        shard_count: Of how many shards.
        intents: What it asked for when it identified; a resume does not change them.
        viewer: What it may see of an event.
        link: Its open connection, if any.
    """

    __slots__ = ("_disconnected_at", "_replay", "id", "intents", "link", "shard_count", "shard_id", "viewer")

    def __init__(self, session_id: str, shard_id: int, shard_count: int, intents: Intent, bot_id: int) -> None:
        self.id = session_id
        self.shard_id = shard_id
        self.shard_count = shard_count
        self.intents = intents
        self.viewer = Viewer(bot_id, intents)
        self.link: Link | None = None
        self._replay = ReplayBuffer()
        self._disconnected_at: float | None = None

    @property
    def sequence(self) -> int:
        """The sequence of the last event."""
        return self._replay.last

    def emit(self, name: str, data: bytes) -> None:
        """Count an event, keep it for a resume, and send it if there is a connection."""
        frame = event_frame(name, self._replay.last + 1, data)
        self._replay.append(frame)
        if self.link is not None:
            self.link.push(frame)

    def missed(self, sequence: int) -> list[bytes] | None:
        """Return the frames after a sequence; None when they are no longer kept.

        Raises:
            ValueError: The sequence was never sent.
        """
        return self._replay.after(sequence)

    def connect(self, link: Link) -> None:
        """Take a connection; one that is still open elsewhere is closed, since a session has one client."""
        previous, self.link = self.link, link
        self._disconnected_at = None
        if previous is not None:
            previous.close(CloseCode.UNKNOWN_ERROR, "The session was resumed on another connection.")

    def disconnect(self, link: Link, now: float) -> None:
        """Note that a connection is gone (monotonic seconds); one that was replaced meanwhile changes nothing."""
        if self.link is link:
            self.link = None
            self._disconnected_at = now

    def expired(self, now: float) -> bool:
        """Tell whether the session has been without a connection for too long to be resumed."""
        return self._disconnected_at is not None and now - self._disconnected_at >= SESSION_SECONDS

"""Events that may not be applied yet, kept in order and within a bound: they wait for the lease or for a mark."""

from collections import deque
from typing import Final, NamedTuple

from fairlead_bot.gateway.frame import Frame

MOST_FRAMES: Final = 50_000
"""Frames that all shards of a pod together may keep."""
MOST_BYTES: Final = 32 * 2**20
"""Bytes of frames, as they were received, that all shards of a pod together may keep."""
MOST_DECODED: Final = 64
"""Events of one connection that are kept decoded, too: those that wait for a mark alone need not be decoded twice."""


class BacklogRoom:
    """The room that the backlogs of one pod's shards share.

    Attributes:
        frames: How many frames are kept.
        size: How many bytes they have.
    """

    __slots__ = ("_most_bytes", "_most_frames", "frames", "size")

    def __init__(self, most_frames: int = MOST_FRAMES, most_bytes: int = MOST_BYTES) -> None:
        self.frames = 0
        self.size = 0
        self._most_frames = most_frames
        self._most_bytes = most_bytes

    def take(self, size: int) -> bool:
        """Take room for a frame of some bytes; false when there is none."""
        if self.frames >= self._most_frames or self.size + size > self._most_bytes:
            return False
        self.frames += 1
        self.size += size
        return True

    def give_back(self, size: int) -> None:
        """Give the room of a frame of some bytes back."""
        self.frames -= 1
        self.size -= size


class KeptEvent(NamedTuple):
    """An event that waits.

    Attributes:
        text: The frame as it was received.
        event: The gateway's name of the event.
        sequence: Its sequence.
        frame: The frame, decoded, as long as few wait.
    """

    text: str | bytes
    event: str
    sequence: int
    frame: Frame | None


class Backlog:
    """The events that one connection keeps, as they were received: decoded ones would take many times the room.

    Attributes:
        head: The oldest of them.
    """

    __slots__ = ("_events", "_room", "head")

    def __init__(self, room: BacklogRoom) -> None:
        self._room = room
        self._events: deque[KeptEvent] = deque()
        self.head: KeptEvent | None = None

    def __len__(self) -> int:
        return len(self._events)

    def add(self, text: str | bytes, frame: Frame) -> bool:
        """Keep an event after those kept before it; false, and it is not kept, when the pod's room is used up.

        Args:
            text: Its frame as it was received.
            frame: The same, decoded; an event with a name and a sequence.
        """
        if not self._room.take(len(text)):
            return False
        event = KeptEvent(text, frame["t"] or "", frame["s"] or 0, frame if len(self._events) < MOST_DECODED else None)
        self._events.append(event)
        if self.head is None:
            self.head = event
        return True

    def pop(self) -> KeptEvent:
        """Return the oldest event and keep it no longer.

        Raises:
            IndexError: No event is kept.
        """
        event = self._events.popleft()
        self.head = self._events[0] if self._events else None
        self._room.give_back(len(event.text))
        return event

    def drop(self) -> int:
        """Keep nothing any longer; return how many events are dropped."""
        dropped = len(self._events)
        while self._events:
            self.pop()
        return dropped

"""Frames that came while the pod might not act for its slot, kept in order and within a bound."""

from collections import deque
from typing import Final

MOST_FRAMES: Final = 50_000
"""Frames that all shards of a pod together may keep."""
MOST_BYTES: Final = 32 * 2**20
"""Bytes of frames, as they were received, that all shards of a pod together may keep."""


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


class Backlog:
    """The frames that one connection keeps, as they were received: decoded ones would take many times the room."""

    __slots__ = ("_frames", "_room")

    def __init__(self, room: BacklogRoom) -> None:
        self._room = room
        self._frames: deque[str | bytes] = deque()

    def __len__(self) -> int:
        return len(self._frames)

    def add(self, frame: str | bytes) -> bool:
        """Keep a frame after those kept before it; false, and it is not kept, when the pod's room is used up."""
        if not self._room.take(len(frame)):
            return False
        self._frames.append(frame)
        return True

    def pop(self) -> str | bytes:
        """Return the oldest frame and keep it no longer.

        Raises:
            IndexError: No frame is kept.
        """
        frame = self._frames.popleft()
        self._room.give_back(len(frame))
        return frame

    def drop(self) -> int:
        """Keep nothing any longer; return how many frames are dropped."""
        dropped = len(self._frames)
        while self._frames:
            self.pop()
        return dropped

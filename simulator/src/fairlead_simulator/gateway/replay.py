"""The replay buffer: the events that a session can still hand to a client that resumes."""

from collections import deque

REPLAY_CAPACITY = 16_384
"""Events kept for each session; an older one can no longer be replayed."""


class ReplayBuffer:
    """Keeps a session's last frames in the order of their sequence."""

    __slots__ = ("_frames", "_last")

    def __init__(self, capacity: int = REPLAY_CAPACITY) -> None:
        self._frames: deque[bytes] = deque(maxlen=capacity)
        self._last = 0

    @property
    def last(self) -> int:
        """The sequence of the newest event; 0 before the first."""
        return self._last

    def append(self, frame: bytes) -> None:
        """Keep the frame of the next sequence, forgetting the oldest one when full."""
        self._last += 1
        self._frames.append(frame)

    def after(self, sequence: int) -> list[bytes] | None:
        """Return the frames after a sequence, oldest first; None when some of them are forgotten.

        Raises:
            ValueError: The sequence is one that was never sent.
        """
        if not 0 <= sequence <= self._last:
            raise ValueError(f"sequence {sequence} was never sent; the last one is {self._last}")
        missing = self._last - sequence
        if missing > len(self._frames):
            return None
        return list(self._frames)[len(self._frames) - missing :]

"""The replay buffer: the events that a session can still hand to a client that resumes."""

from collections import deque
from itertools import islice

from fairlead_simulator.clock import Clock

REPLAY_CAPACITY = 16_384
"""Events kept for each session; an older one can no longer be replayed."""


class ReplayBuffer:
    """Keeps a session's last frames in the order of their sequence.

    Args:
        capacity: How many frames are kept.
        seconds: How long a frame is kept; None is for as long as there is room.
        clock: Where the age of frames is read; needed with `seconds`.
    """

    __slots__ = ("_clock", "_frames", "_kept_since", "_last", "_seconds")

    def __init__(
        self, capacity: int = REPLAY_CAPACITY, *, seconds: float | None = None, clock: Clock | None = None
    ) -> None:
        self._frames: deque[bytes] = deque(maxlen=capacity)
        self._kept_since: deque[float] = deque(maxlen=capacity)
        self._last = 0
        self._seconds = seconds or 0.0
        self._clock = clock if seconds is not None else None

    @property
    def last(self) -> int:
        """The sequence of the newest event; 0 before the first."""
        return self._last

    def append(self, frame: bytes) -> None:
        """Keep the frame of the next sequence, forgetting the oldest one when full."""
        self._last += 1
        self._frames.append(frame)
        if self._clock is not None:
            self._kept_since.append(self._clock.monotonic())

    def forget(self, sequence: int) -> None:
        """Forget every frame up to a sequence, which the client has said that it has."""
        for _ in range(min(sequence - self._forgotten, len(self._frames))):
            self._pop()

    def after(self, sequence: int) -> list[bytes] | None:
        """Return the frames after a sequence, oldest first; None when some of them are forgotten.

        Raises:
            ValueError: The sequence is one that was never sent.
        """
        if not 0 <= sequence <= self._last:
            raise ValueError(f"sequence {sequence} was never sent; the last one is {self._last}")
        self._age()
        if sequence < self._forgotten:
            return None
        return list(islice(self._frames, sequence - self._forgotten, None))

    @property
    def _forgotten(self) -> int:
        """The sequence of the newest frame that is not kept."""
        return self._last - len(self._frames)

    def _age(self) -> None:
        if self._clock is not None:
            too_old = self._clock.monotonic() - self._seconds
            while self._kept_since and self._kept_since[0] <= too_old:
                self._pop()

    def _pop(self) -> None:
        self._frames.popleft()
        if self._kept_since:
            self._kept_since.popleft()

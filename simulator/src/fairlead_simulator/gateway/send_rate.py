"""How many frames a client may send: 120 in 60 seconds on each connection.

Source: https://discord.com/developers/docs/events/gateway#rate-limiting
"""

from collections import deque

SENDS = 120
WINDOW_SECONDS = 60.0


class SendRate:
    """Counts a connection's frames.

    Args:
        sliding: Whether any 60 s count, which is the worst reading; else windows of 60 s that begin with a frame.
    """

    __slots__ = ("_sliding", "_times")

    def __init__(self, *, sliding: bool = False) -> None:
        self._sliding = sliding
        self._times: deque[float] = deque(maxlen=SENDS)

    def admit(self, now: float) -> bool:
        """Count a frame at a moment (monotonic seconds); False when it is one too many in its window."""
        if self._times and now - self._times[0] >= WINDOW_SECONDS:
            self._begin_window(now)
        if len(self._times) == SENDS:
            return False
        self._times.append(now)
        return True

    def _begin_window(self, now: float) -> None:
        if not self._sliding:
            self._times.clear()
        while self._times and now - self._times[0] >= WINDOW_SECONDS:
            self._times.popleft()

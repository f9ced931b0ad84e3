"""How many frames a client may send: 120 in 60 seconds on each connection.

Source: https://discord.com/developers/docs/events/gateway#rate-limiting
"""

SENDS = 120
WINDOW_SECONDS = 60.0


class SendRate:
    """Counts a connection's frames in windows of 60 s, each of which begins with its first frame."""

    __slots__ = ("_count", "_window_start")

    def __init__(self) -> None:
        self._window_start = 0.0
        self._count = 0

    def admit(self, now: float) -> bool:
        """Count a frame at a moment (monotonic seconds); False when it is one too many in its window."""
        if self._count == 0 or now - self._window_start >= WINDOW_SECONDS:
            self._window_start = now
            self._count = 0
        self._count += 1
        return self._count <= SENDS

"""The heartbeats of one connection: when the next is due, what the last took, and whether anybody answers."""

from datetime import datetime


class Pulse:
    """Heartbeats sent and acknowledged; times are monotonic seconds.

    Attributes:
        interval: Seconds between two heartbeats, as HELLO said.
        latency: Seconds from the last acknowledged heartbeat to its acknowledgement.
        acknowledged_at: Wall-clock time of the last acknowledgement.
    """

    __slots__ = ("_sent", "_unanswered_since", "acknowledged_at", "interval", "latency")

    def __init__(self, interval: float) -> None:
        self.interval = interval
        self.latency: float | None = None
        self.acknowledged_at: datetime | None = None
        self._sent = 0.0
        self._unanswered_since: float | None = None

    def beat(self, now: float) -> None:
        """Note that a heartbeat is sent."""
        self._sent = now
        if self._unanswered_since is None:
            self._unanswered_since = now

    def acknowledge(self, now: float, at: datetime) -> None:
        """Note that Discord acknowledged."""
        if self._unanswered_since is not None:
            self.latency = now - self._sent
        self._unanswered_since = None
        self.acknowledged_at = at

    def is_zombie(self, now: float) -> bool:
        """Tell, when a heartbeat is due, whether the one before it was left unanswered.

        A heartbeat sent out of turn, because Discord asked for it, may still be under way: half an interval counts.
        https://discord.com/developers/docs/events/gateway#heartbeat-interval
        """
        return self._unanswered_since is not None and now - self._unanswered_since >= self.interval / 2

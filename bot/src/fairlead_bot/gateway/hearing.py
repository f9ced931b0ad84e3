"""Whether a shard that beats still hears: connections exist on which heartbeats are answered and no event comes."""

from typing import Final

SHORTEST_SILENCE: Final = 60.0
"""Seconds without an event before even the busiest shard asks."""
LONGEST_SILENCE: Final = 900.0
"""Seconds after which the quietest shard asks; also one that does not know yet how busy it is."""
UNUSUAL: Final = 20.0
"""A silence this many times the usual gap between two events is asked about."""
WEIGHT_OF_LAST_GAP: Final = 0.1
"""How much the last gap changes what is usual."""
PROBE_SECONDS: Final = 10.0
"""How long Discord has to answer a probe."""


def silence_to_probe(usual_gap: float | None) -> float:
    """Return how many seconds without an event are a reason to ask, given the usual gap between two events."""
    if usual_gap is None:
        return LONGEST_SILENCE
    return min(max(UNUSUAL * usual_gap, SHORTEST_SILENCE), LONGEST_SILENCE)


class Hearing:
    """When a shard heard its last event, and how often it usually does; times are monotonic seconds.

    Attributes:
        heard_at: When the last event came; nothing before the first one.
        usual_gap: The usual seconds between two events; nothing before the second one.
        probes: How often the shard asked for an answer.
        deaf: How often none came.
    """

    __slots__ = ("_silent_since", "deaf", "heard_at", "probes", "usual_gap")

    def __init__(self, now: float) -> None:
        self.heard_at: float | None = None
        self.usual_gap: float | None = None
        self.probes = 0
        self.deaf = 0
        self._silent_since = now

    def connected(self, now: float) -> None:
        """Begin to listen on a new connection: the time without one is no silence."""
        self._silent_since = now

    def hear(self, now: float) -> None:
        """Note an event."""
        gap = now - self._silent_since
        self._silent_since = self.heard_at = now
        usual = gap if self.usual_gap is None else self.usual_gap
        self.usual_gap = usual + WEIGHT_OF_LAST_GAP * (gap - usual)

    def seconds_to_probe(self, now: float) -> float:
        """Return the seconds until a probe is due, unless an event comes first; 0 when it is."""
        return max(0.0, self._silent_since + silence_to_probe(self.usual_gap) - now)

    def heard_since(self, moment: float) -> bool:
        """Tell whether an event came after a moment."""
        return self._silent_since > moment

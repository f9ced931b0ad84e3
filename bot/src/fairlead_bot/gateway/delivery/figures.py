"""What writing marks has cost: the figures that the pod's metrics show."""

from bisect import bisect_left
from itertools import accumulate
from typing import Final

BOUNDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Seconds: the upper bounds of the histogram's buckets; one more is without a bound."""


class CommitFigures:
    """How long commits took.

    Attributes:
        seconds: The sum, of those that succeeded.
        failures: How many were refused, or not answered in time.
    """

    __slots__ = ("_counts", "failures", "seconds")

    def __init__(self) -> None:
        self.seconds = 0.0
        self.failures = 0
        self._counts = [0] * (len(BOUNDS) + 1)

    def add(self, seconds: float) -> None:
        """Count a commit that took some seconds."""
        self.seconds += seconds
        self._counts[bisect_left(BOUNDS, seconds)] += 1

    def buckets(self) -> list[tuple[str, float]]:
        """Return for each upper bound, the last one infinite, how many commits took no longer."""
        bounds = [*map(str, BOUNDS), "+Inf"]
        return [(bound, float(count)) for bound, count in zip(bounds, accumulate(self._counts), strict=True)]

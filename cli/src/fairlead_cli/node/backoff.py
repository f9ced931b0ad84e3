"""How long a container that ended waits before it is started again. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """A kubelet's backoff: the first restart is at once, each further one waits twice as long.

    https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy

    Attributes:
        first: How long the second restart waits, in seconds.
        longest: No restart waits longer, in seconds.
        steady: A container that lived this long in seconds is restarted as if it had never ended before.
    """

    first: float = 10.0
    longest: float = 300.0
    steady: float = 600.0

    def ends(self, before: int, lived: float) -> int:
        """Return how many ends in a row there were, with one of a container that lived so many seconds."""
        return 1 if lived >= self.steady else before + 1

    def delay(self, ends: int) -> float:
        """Return how long the next start waits, in seconds, after so many ends in a row."""
        if ends <= 1:
            return 0.0
        # Beyond 2**32 every delay is the longest; a larger power would only overflow.
        return min(self.first * 2.0 ** min(ends - 2, 32), self.longest)

"""Faults that last: those that are over, and those that hit what comes anew."""

from dataclasses import dataclass

from fairlead_simulator.faults.model import Fault


@dataclass(slots=True)
class Lasting:
    """A fault that is going on.

    Attributes:
        fault: What goes wrong.
        until: When it is over (monotonic seconds).
        left: How many requests it still hits; None is no bound.
    """

    fault: Fault
    until: float
    left: int | None

    def over(self, now: float) -> bool:
        """Tell whether it hits nothing any more (monotonic seconds)."""
        return now >= self.until or self.left == 0

    def hit(self) -> Fault:
        """Count one request that it hits."""
        if self.left is not None:
            self.left -= 1
        return self.fault


def begun(fault: Fault, now: float) -> Lasting:
    """Let a fault begin at a moment (monotonic seconds); one on REST without any bound hits one request."""
    until = float("inf") if fault.seconds is None else now + fault.seconds
    unbounded = fault.times is None and fault.seconds is None
    return Lasting(fault, until, 1 if unbounded else fault.times)

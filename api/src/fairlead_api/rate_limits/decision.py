"""Whether one more request is allowed: the generic cell rate algorithm (ITU-T I.371).

One number is kept for each key: the time at which it will have no requests behind it. Nothing jumps at the edge of a
window, and one number is small enough for every address that asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from fairlead_api.rate_limits.rate import Rate

_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Booking:
    """What one request would use up.

    Attributes:
        name: The limit's name, as clients see it.
        key: Whose limit it is.
        rate: The limit.
    """

    name: str
    key: str
    rate: Rate

    @property
    def name_and_key(self) -> str:
        """What is counted together, in Redis and here."""
        return f"{self.name}:{self.key}"


@dataclass(frozen=True, slots=True)
class Decision:
    """What one limit says about a request.

    Attributes:
        booking: What was asked.
        allowed: Whether the limit has room for it.
        backlog: Seconds until the key has nothing behind it, this request included if it is allowed.
    """

    booking: Booking
    allowed: bool
    backlog: float

    @property
    def remaining(self) -> int:
        """Requests that are allowed right after this one."""
        rate = self.booking.rate
        return max(0, floor((rate.seconds - self.backlog) / rate.interval + _ROUNDING))

    @property
    def reset(self) -> int:
        """Seconds until the whole limit is free again, rounded up."""
        return ceil(self.backlog)

    @property
    def retry_after(self) -> int:
        """Seconds until one request more is allowed, rounded up and at least one; 0 where this one is."""
        rate = self.booking.rate
        return 0 if self.allowed else max(1, ceil(self.backlog + rate.interval - rate.seconds))


def decide(booking: Booking, backlog: float) -> Decision:
    """Decide about one request.

    Args:
        booking: What is asked.
        backlog: Seconds until its key has nothing behind it, before this request.
    """
    rate, present = booking.rate, max(0.0, backlog)
    after = present + rate.interval
    if after > rate.seconds + _ROUNDING:
        return Decision(booking, allowed=False, backlog=present)
    return Decision(booking, allowed=True, backlog=after)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all limits of a request say together.

    Attributes:
        decisions: What each says.
        local: Whether this replica decided alone, because Redis is away.
    """

    decisions: tuple[Decision, ...]
    local: bool = False

    @property
    def allowed(self) -> bool:
        """Whether every limit has room."""
        return all(decision.allowed for decision in self.decisions)

    @property
    def retry_after(self) -> int:
        """Seconds until one request more is allowed."""
        return max((decision.retry_after for decision in self.decisions), default=0)

    @property
    def tightest(self) -> Decision:
        """The limit that will be reached first."""
        return min(self.decisions, key=lambda decision: (decision.allowed, decision.remaining, -decision.reset))

    def joined(self, other: "Verdict | None") -> "Verdict":
        """Return both verdicts as one."""
        return self if other is None else Verdict((*other.decisions, *self.decisions), self.local or other.local)


def verdict_of(decisions: Sequence[Decision], *, local: bool = False) -> Verdict:
    """Join decisions; where one refuses, nothing was taken from the others."""
    if all(decision.allowed for decision in decisions):
        return Verdict(tuple(decisions), local)
    kept = (
        Decision(found.booking, allowed=True, backlog=found.backlog - found.booking.rate.interval)
        if found.allowed
        else found
        for found in decisions
    )
    return Verdict(tuple(kept), local)

"""Limits in this process alone."""

from collections.abc import Sequence
from typing import Final

from fairlead_api.rate_limits.decision import Booking, Verdict, decide, verdict_of
from fairlead_shared.clock import Clock

MOST_KEYS: Final = 10_000
"""How many keys are remembered before those that have nothing behind them are forgotten."""


class LocalLimits:
    """The limits of one process, from where Redis left them; what each replica allows alone the others do not know.

    What was taken here is owed to Redis: it is told with the next request that gets there, or whoever used up a limit
    here would have a second one there.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ends: dict[str, float] = {}
        self._owed: set[str] = set()

    def take(self, bookings: Sequence[Booking]) -> Verdict:
        """Take one request from every limit, or from none if one of them has no room."""
        now = self._clock.monotonic()
        verdict = verdict_of(
            [decide(booking, self._ends.get(booking.name_and_key, now) - now) for booking in bookings], local=True
        )
        if verdict.allowed:
            self._forget(now)
            for decision in verdict.decisions:
                name = decision.booking.name_and_key
                self._ends[name] = now + decision.backlog
                self._owed.add(name)
        return verdict

    def owed(self, booking: Booking) -> float:
        """Return the backlog, in seconds, that Redis has not been told of; 0 where it knows all."""
        name = booking.name_and_key
        return max(0.0, self._ends[name] - self._clock.monotonic()) if name in self._owed else 0.0

    def remember(self, verdict: Verdict) -> None:
        """Go on from what Redis decided; what it did not know of stays owed."""
        now = self._clock.monotonic()
        self._forget(now)
        for decision in verdict.decisions:
            name, end = decision.booking.name_and_key, now + decision.backlog
            if name in self._owed and end < self._ends[name]:
                continue  # an answer that was on its way when this process began to decide alone
            self._ends[name] = end
            self._owed.discard(name)

    def _forget(self, now: float) -> None:
        if len(self._ends) < MOST_KEYS:
            return
        self._ends = {name: end for name, end in self._ends.items() if end > now}
        if len(self._ends) >= MOST_KEYS // 2:
            self._ends.clear()  # more askers than a fallback can count: better to answer than to fill the memory
        self._owed.intersection_update(self._ends)

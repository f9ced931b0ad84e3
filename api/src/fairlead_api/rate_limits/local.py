"""Limits in this process alone."""

from collections.abc import Sequence
from typing import Final

from fairlead_api.rate_limits.decision import Booking, Verdict, decide, verdict_of
from fairlead_shared.clock import Clock

MOST_KEYS: Final = 10_000
"""How many keys are remembered before those that have nothing behind them are forgotten."""


class LocalLimits:
    """The limits of one process, from where Redis left them; what each replica allows alone the others do not know."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ends: dict[str, float] = {}

    def take(self, bookings: Sequence[Booking]) -> Verdict:
        """Take one request from every limit, or from none if one of them has no room."""
        now = self._clock.monotonic()
        names = [f"{booking.name}:{booking.key}" for booking in bookings]
        verdict = verdict_of(
            [decide(booking, self._ends.get(name, now) - now) for booking, name in zip(bookings, names, strict=True)],
            local=True,
        )
        if verdict.allowed:
            self.remember(verdict)
        return verdict

    def remember(self, verdict: Verdict) -> None:
        """Go on from what was decided, here or in Redis: whoever used up a limit there has no second one here."""
        now = self._clock.monotonic()
        self._forget(now)
        for decision in verdict.decisions:
            self._ends[f"{decision.booking.name}:{decision.booking.key}"] = now + decision.backlog

    def _forget(self, now: float) -> None:
        if len(self._ends) < MOST_KEYS:
            return
        self._ends = {name: end for name, end in self._ends.items() if end > now}
        if len(self._ends) >= MOST_KEYS // 2:
            self._ends.clear()  # more askers than a fallback can count: better to answer than to fill the memory

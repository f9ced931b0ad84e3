"""Tells a change of a rate from its wobble."""

from typing import Final

NOTABLE_PART: Final = 0.25
"""Which part of a rate may come and go: it is counted over seconds, and differs each time."""
NOTABLE: Final = 0.5
"""How many events a second may come and go where that is more."""


def steady(rate: float, shown: float) -> float:
    """Return the events a second to show in place of those that are shown: the same ones, unless it is really others.

    Everybody who looks is sent each shard whose figures changed: of a large fleet that must not be all of them, always.
    A shard that hears nothing is shown so at once.
    """
    if rate == 0 or abs(rate - shown) > max(NOTABLE, NOTABLE_PART * shown):
        return float(f"{rate:.2g}")
    return shown

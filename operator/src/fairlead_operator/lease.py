"""Decides who leads, by a coordination.k8s.io Lease. Pure: the clock is passed in.

Clocks of different machines are never compared: a candidate measures by its own clock for how long it has seen the
Lease unchanged, and takes it when that is longer than the holder promised to renew within.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from fairlead_operator.model import KubernetesObject

LEASE_SECONDS: Final = 15
"""How long a Lease that is not renewed keeps others out."""
FENCE_SECONDS: Final = 10.0
"""A leader that has not renewed for this long, counted from before its request, stops acting."""
RENEW_SECONDS: Final = 2.0
"""How often the leader renews and the others look."""


class Move(StrEnum):
    """What a candidate does next."""

    CREATE = "create"
    TAKE = "take"
    RENEW = "renew"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class LeaseSeen:
    """A Lease as it was read.

    Attributes:
        holder: Who holds it; empty when it was released.
        duration: Seconds for which it keeps others out.
        version: Changes whenever it is written.
        transitions: How often it has changed hands.
    """

    holder: str
    duration: float
    version: str
    transitions: int

    @classmethod
    def of(cls, lease: KubernetesObject) -> Self:
        """Return what a Lease object says."""
        spec = lease.get("spec", {})
        return cls(
            holder=spec.get("holderIdentity") or "",
            duration=float(spec.get("leaseDurationSeconds") or LEASE_SECONDS),
            version=lease["metadata"]["resourceVersion"],
            transitions=spec.get("leaseTransitions") or 0,
        )


def next_move(seen: LeaseSeen | None, *, identity: str, unchanged_for: float) -> Move:
    """Return what a candidate does about a Lease.

    Args:
        seen: The Lease, if there is one.
        identity: The candidate.
        unchanged_for: Seconds for which the candidate has seen this very version.
    """
    if seen is None:
        return Move.CREATE
    if seen.holder == identity:
        return Move.RENEW
    if not seen.holder or unchanged_for >= seen.duration:
        return Move.TAKE
    return Move.WAIT


def still_leads(renewed_at: float | None, now: float) -> bool:
    """Return whether a candidate whose last successful request began at ``renewed_at`` may act.

    Args:
        renewed_at: Monotonic time in seconds; nothing for one that does not hold the Lease.
        now: The same clock now.
    """
    return renewed_at is not None and now - renewed_at < FENCE_SECONDS

"""Who leads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_operator.lease import (
    FENCE_SECONDS,
    LEASE_SECONDS,
    RENEW_SECONDS,
    LeaseSeen,
    Move,
    next_move,
    still_leads,
)

ME = "me"


def held_by(holder: str, duration: float = LEASE_SECONDS) -> LeaseSeen:
    return LeaseSeen(holder=holder, duration=duration, version="1", transitions=0)


@pytest.mark.parametrize(
    ("seen", "unchanged_for", "move"),
    [
        (None, 0, Move.CREATE),
        (held_by(ME), 0, Move.RENEW),
        (held_by(ME), 1000, Move.RENEW),
        (held_by(""), 0, Move.TAKE),
        (held_by("another"), 0, Move.WAIT),
        (held_by("another"), 14.9, Move.WAIT),
        (held_by("another"), 15, Move.TAKE),
        (held_by("another", duration=60), 15, Move.WAIT),
        (held_by("another"), -1, Move.WAIT),
    ],
)
def test_the_next_move(seen: LeaseSeen | None, unchanged_for: float, move: Move):
    assert next_move(seen, identity=ME, unchanged_for=unchanged_for) is move


@pytest.mark.parametrize(
    ("renewed_at", "now", "leads"), [(None, 0, False), (5, 5, True), (5, 14.9, True), (5, 15, False)]
)
def test_a_leader_that_has_not_renewed_in_time_leads_no_more(renewed_at: float | None, now: float, leads: bool):
    assert still_leads(renewed_at, now) is leads


@given(st.floats(0, 1e6), st.floats(0, 100))
def test_nobody_takes_a_lease_while_its_holder_still_leads(renewed_at: float, seen_after: float):
    """Another one sees a renewal no sooner than the holder began it, so its patience ends after the holder's."""
    seen_at = renewed_at + seen_after
    taken_at = seen_at + LEASE_SECONDS
    assert not still_leads(renewed_at, taken_at)


def test_there_is_time_for_several_renewals_before_the_end():
    assert FENCE_SECONDS < LEASE_SECONDS
    assert RENEW_SECONDS * 3 < FENCE_SECONDS


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, LeaseSeen("", 15.0, "7", 0)),
        ({"holderIdentity": None, "leaseDurationSeconds": None, "leaseTransitions": None}, LeaseSeen("", 15.0, "7", 0)),
        (
            {"holderIdentity": "x", "leaseDurationSeconds": 30, "leaseTransitions": 2},
            LeaseSeen("x", 30.0, "7", 2),
        ),
    ],
)
def test_a_lease_is_read(spec: dict[str, object], expected: LeaseSeen):
    assert LeaseSeen.of({"metadata": {"resourceVersion": "7"}, "spec": spec}) == expected

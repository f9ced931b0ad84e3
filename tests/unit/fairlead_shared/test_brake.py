"""The brake on crash-loops."""

import pytest
from hypothesis import given
from hypothesis.strategies import integers

from fairlead_shared.fleet.brake import (
    FREE_STARTS,
    LONGEST_BRAKE_SECONDS,
    brake_seconds,
    brakes,
    memory_seconds,
)
from fairlead_shared.fleet.records import IdentifyCause


@pytest.mark.parametrize(
    ("starts", "seconds"), [(0, 0), (1, 0), (2, 0), (3, 15), (4, 30), (5, 60), (9, 960), (10, 1800), (10_000, 1800)]
)
def test_starts_wait_twice_as_long_each_time_after_the_free_ones(starts: int, seconds: float):
    assert brake_seconds(starts) == seconds


@given(integers(0, 1_000_000))
def test_a_brake_never_gets_shorter_and_never_longer_than_half_an_hour(starts: int):
    assert brake_seconds(starts) <= brake_seconds(starts + 1) <= LONGEST_BRAKE_SECONDS


@given(integers(0, 1_000_000))
def test_starts_are_remembered_for_longer_than_they_brake(starts: int):
    assert memory_seconds(starts) >= 2 * brake_seconds(starts)


def test_a_shard_that_crashes_all_day_uses_a_small_part_of_the_daily_limit():
    day, at, starts = 86_400.0, 0.0, 0
    while at < day:
        at, starts = at + brake_seconds(starts + 1), starts + 1
    assert FREE_STARTS < starts < 60


@pytest.mark.parametrize("cause", list(IdentifyCause))
def test_only_starts_are_braked(cause: IdentifyCause):
    assert brakes(cause) is (cause is IdentifyCause.START)


@pytest.mark.parametrize("cause", list(IdentifyCause))
def test_only_the_recovery_of_lost_sessions_uses_the_reserve(cause: IdentifyCause):
    recoveries = {IdentifyCause.SESSION_LOST, IdentifyCause.RESUME_FAILED, IdentifyCause.DEAF}
    assert cause.uses_reserve is (cause in recoveries)

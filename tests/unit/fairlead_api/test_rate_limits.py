"""Rates, decisions and what clients are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_api.rate_limits.decision import Booking, Decision, Verdict, decide, verdict_of
from fairlead_api.rate_limits.headers import limit_headers
from fairlead_api.rate_limits.local import MOST_KEYS, LocalLimits
from fairlead_api.rate_limits.rate import Rate, parse_rate
from tests.fakes.clock import FakeClock


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("100/min", Rate(100, 60.0)),
        (" 5 / s ", Rate(5, 1.0)),
        ("7/second", Rate(7, 1.0)),
        ("1/m", Rate(1, 60.0)),
        ("2/minute", Rate(2, 60.0)),
        ("3/hour", Rate(3, 3600.0)),
    ],
)
def test_a_rate_is_a_number_in_a_time(text: str, rate: Rate):
    assert parse_rate(text) == rate


@given(st.integers(1, 1000), st.sampled_from([1.0, 60.0, 3600.0]))
def test_the_whole_limit_is_there_at_once_and_no_more(limit: int, seconds: float):
    booking, backlog = Booking("user", "1", Rate(limit, seconds)), 0.0
    for left in reversed(range(limit)):
        decision = decide(booking, backlog)
        assert (decision.allowed, decision.remaining) == (True, left)
        backlog = decision.backlog
    refused = decide(booking, backlog)
    assert (refused.allowed, refused.remaining) == (False, 0)
    assert 1 <= refused.retry_after <= seconds
    assert decide(booking, backlog - refused.retry_after).allowed


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 10))
def test_no_window_has_more_than_twice_the_limit(pauses: list[float], limit: int):
    clock = FakeClock()
    limits = LocalLimits(clock)
    booking = Booking("user", "1", Rate(limit, 60.0))
    allowed: list[float] = []
    for pause in pauses:
        clock.advance(pause)
        if limits.take([booking]).allowed:
            allowed.append(clock.monotonic())
    for start in allowed:
        assert sum(start <= moment < start + 60.0 for moment in allowed) <= 2 * limit


def test_a_request_that_one_limit_refuses_is_taken_from_none():
    limits = LocalLimits(FakeClock())
    wide, narrow = Booking("user", "1", Rate(10, 60.0)), Booking("guild", "1", Rate(1, 60.0))
    assert limits.take([wide, narrow]).allowed
    refused = limits.take([wide, narrow])
    assert [decision.allowed for decision in refused.decisions] == [True, False]
    assert refused.decisions[0].remaining == 9
    assert limits.take([wide]).decisions[0].remaining == 8


def test_what_was_taken_alone_is_owed_until_redis_knows_of_it():
    clock = FakeClock()
    limits = LocalLimits(clock)
    booking = Booking("user", "1", Rate(10, 60.0))
    limits.remember(verdict_of([decide(booking, 6.0)]))
    assert limits.owed(booking) == 0.0
    limits.take([booking])
    assert limits.owed(booking) == 18.0
    limits.remember(verdict_of([decide(booking, 6.0)]))  # Redis had not heard of it when it said this
    assert limits.owed(booking) == 18.0
    clock.advance(1.0)
    limits.remember(verdict_of([decide(booking, limits.owed(booking))]))
    assert limits.owed(booking) == 0.0
    assert limits.take([booking]).decisions[0].backlog == 29.0


def test_many_askers_do_not_fill_the_memory():
    limits = LocalLimits(FakeClock())
    for number in range(MOST_KEYS * 2 + 1):
        limits.take([Booking("client", str(number), Rate(1, 60.0))])
    assert len(limits._ends) <= MOST_KEYS


def test_headers_name_every_limit_and_the_tightest_first_of_all():
    wide = Decision(Booking("global", "all", Rate(100, 60.0)), allowed=True, backlog=0.6)
    narrow = Decision(Booking("user", "1", Rate(2, 60.0)), allowed=False, backlog=60.0)
    headers = limit_headers(Verdict((wide, narrow)))
    assert headers == {
        "RateLimit-Policy": '"global";q=100;w=60, "user";q=2;w=60',
        "RateLimit": '"global";r=99;t=1, "user";r=0;t=60',
        "X-RateLimit-Limit": "2",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": "60",
        "Retry-After": "30",
    }
    assert "Retry-After" not in limit_headers(Verdict((wide,)))


def test_what_was_not_taken_is_left():
    allowed = decide(Booking("user", "1", Rate(10, 60.0)), 0.0)
    refused = decide(Booking("guild", "1", Rate(1, 60.0)), 60.0)
    assert verdict_of([allowed, refused]).decisions[0].remaining == 10

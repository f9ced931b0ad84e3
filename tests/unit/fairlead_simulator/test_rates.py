import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_simulator.rest.rates import (
    GLOBAL_LIMIT,
    INVALID_LIMIT,
    INVALID_SECONDS,
    RateLimits,
    Standing,
    bucket_name,
)

MESSAGES = ("POST", "/channels/{channel_id}/messages")


def written(limits: RateLimits, now: float, *, client: str = "bot", channel: str = "1") -> Standing:
    return limits.on_route(client, *MESSAGES, (channel,), now)


def test_a_window_begins_with_its_first_request_and_lasts_its_time():
    limits = RateLimits()
    standings = [written(limits, now) for now in (100, 101, 102, 103, 104, 104.5)]
    assert [standing.remaining for standing in standings] == [4, 3, 2, 1, 0, 0]
    assert [standing.allowed for standing in standings] == [True] * 5 + [False]
    assert standings[-1].reset_after == 0.5
    assert written(limits, 105).remaining == 4


def test_clients_and_channels_are_counted_apart():
    limits = RateLimits()
    for _ in range(5):
        written(limits, 0)
    assert not written(limits, 0).allowed
    assert written(limits, 0, channel="2").allowed
    assert written(limits, 0, client="other").allowed


def test_over_all_routes_fifty_a_second_pass():
    limits = RateLimits()
    assert all(limits.over_all("bot", 0.5).allowed for _ in range(GLOBAL_LIMIT))
    assert not limits.over_all("bot", 1.4).allowed
    assert limits.over_all("bot", 1.5).allowed


@given(st.lists(st.floats(0, 60), min_size=1, max_size=200))
def test_in_no_window_more_pass_than_its_limit(moments: list[float]):
    limits, passed = RateLimits(), list[float]()
    for now in sorted(moments):
        standing = written(limits, now)
        assert 0 <= standing.remaining <= standing.limit
        assert 0 < standing.reset_after <= 5 + 1e-9
        passed += [now] * standing.allowed
    for start in range(len(passed) - 10):
        # Two windows may touch, so that twice the limit passes within less than two of them, never more.
        assert passed[start + 10] - passed[start] >= 5 - 1e-9


def test_an_address_is_banned_until_enough_of_its_invalid_requests_are_old():
    limits = RateLimits()
    for number in range(INVALID_LIMIT):
        assert limits.banned_for("1.2.3.4", number / 100) == 0
        limits.note_invalid("1.2.3.4", number / 100)
    assert limits.banned_for("1.2.3.4", 100) == INVALID_SECONDS - 100
    assert limits.banned_for("5.6.7.8", 100) == 0
    assert limits.banned_for("1.2.3.4", INVALID_SECONDS) == 0


@pytest.mark.parametrize(("seconds", "whole"), [(0.1, "1"), (1.0, "1"), (2.01, "3")])
def test_the_header_to_retry_is_in_whole_seconds_and_never_too_early(seconds: float, whole: str):
    assert Standing(allowed=False, limit=1, remaining=0, reset_after=seconds).retry_after == whole


def test_a_bucket_has_the_same_name_for_every_channel_and_another_for_every_route():
    assert bucket_name(*MESSAGES) == bucket_name(*MESSAGES)
    assert bucket_name("GET", MESSAGES[1]) != bucket_name(*MESSAGES)


def test_windows_that_are_over_are_forgotten(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("fairlead_simulator.rest.rates._MAX_WINDOWS", 10)
    limits = RateLimits()
    for number in range(10):
        written(limits, number, channel=str(number))
    written(limits, 1_000)
    assert len(limits._windows) == 1

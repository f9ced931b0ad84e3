"""What Discord says about its limits is kept to."""

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from fairlead_api.discord.http import Answer
from fairlead_api.discord.pace import SPARE, Pace
from fairlead_shared.errors import RateLimitedError
from tests.fakes.clock import FakeClock

MEMBERS, USERS = "/guilds/1/members", "/users"


def answer(status: int = 200, **headers: str) -> Answer:
    named = CIMultiDict((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(status, b"", CIMultiDictProxy(named), "GET /")


def may_ask(pace: Pace, route: str) -> bool:
    try:
        pace.require_room(route)
    except RateLimitedError:
        return False
    return True


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def pace(clock: FakeClock) -> Pace:
    return Pace(clock)


def test_a_route_with_room_is_asked_again(pace: Pace):
    pace.note(MEMBERS, answer(X_RateLimit_Remaining=str(SPARE), X_RateLimit_Reset_After="3.0"))
    pace.note(USERS, answer())
    assert may_ask(pace, MEMBERS)
    assert may_ask(pace, USERS)


def test_a_route_that_is_almost_full_is_left_alone_until_it_is_reset(pace: Pace, clock: FakeClock):
    pace.note(MEMBERS, answer(X_RateLimit_Remaining=str(SPARE - 1), X_RateLimit_Reset_After="1.5"))
    assert may_ask(pace, USERS)
    with pytest.raises(RateLimitedError) as refused:
        pace.require_room(MEMBERS)
    assert refused.value.details["retry_after"] == 2
    clock.advance(1.5)
    assert may_ask(pace, MEMBERS)


@pytest.mark.parametrize(("scope", "others"), [("user", True), ("shared", True), ("global", False)])
def test_a_refusal_holds_for_its_route_and_a_global_one_for_all(pace: Pace, clock: FakeClock, scope: str, others: bool):
    pace.note(MEMBERS, answer(429, Retry_After="7", X_RateLimit_Scope=scope))
    assert not may_ask(pace, MEMBERS)
    assert may_ask(pace, USERS) is others
    clock.advance(7)
    assert may_ask(pace, MEMBERS)
    assert may_ask(pace, USERS)


@pytest.mark.parametrize("said", ["soon", ""])
def test_a_refusal_that_says_no_number_is_waited_for_all_the_same(pace: Pace, clock: FakeClock, said: str):
    pace.note(MEMBERS, answer(429, Retry_After=said))
    assert not may_ask(pace, MEMBERS)
    clock.advance(5)
    assert may_ask(pace, MEMBERS)

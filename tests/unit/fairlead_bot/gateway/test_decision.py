"""What follows the end of a connection."""

import pytest
import yarl
from hypothesis import given
from hypothesis import strategies as st

from fairlead_bot.gateway.decision import (
    FALL_BACK_AFTER,
    GIVE_UP_AFTER,
    LONGEST_BACKOFF,
    STABLE_SECONDS,
    Attempt,
    Identify,
    Leave,
    Resume,
    backoff_seconds,
    decide,
    failures_after,
    refused_resumes_after,
    resume_address,
)
from fairlead_bot.gateway.ending import Ending, EndKind
from fairlead_bot.gateway.session import GatewaySession
from fairlead_shared.fleet.records import IdentifyCause, ShardState

GATEWAY = yarl.URL("wss://gateway.example")
SESSION = GatewaySession("abc", yarl.URL("wss://resume.example"), 7)


def after(
    ending: Ending,
    *,
    session: GatewaySession | None = SESSION,
    failures: int = 0,
    jitter: float = 0.0,
    attempt: Attempt | None = None,
) -> Resume | Identify | Leave:
    return decide(
        ending,
        session=session,
        cause=IdentifyCause.START,
        failures=failures,
        attempt=attempt or Attempt(),
        jitter=jitter,
        privileged=["members"],
    )


def closed(code: int | None) -> Ending:
    return Ending(EndKind.CLOSED, code)


@pytest.mark.parametrize(
    "ending",
    [
        *map(closed, (None, 1000, 1001, 1006, 1012, 4000, 4001, 4002, 4003, 4005, 4008, 4999)),
        Ending(EndKind.RECONNECT),
        Ending(EndKind.SESSION_RESUMABLE),
        Ending(EndKind.NOT_CONNECTED),
        Ending(EndKind.NO_ANSWER),
        Ending(EndKind.ZOMBIE),
        Ending(EndKind.UNREADABLE),
        Ending(EndKind.DISCONNECTED),
        Ending(EndKind.FAILED),
    ],
    ids=str,
)
def test_a_session_that_discord_may_still_have_is_resumed_at_once(ending: Ending):
    assert after(ending) == Resume(0.0)


@pytest.mark.parametrize(
    "ending", [Ending(EndKind.SESSION_INVALID), Ending(EndKind.HOLE), closed(4007), closed(4009)], ids=str
)
@pytest.mark.parametrize(("jitter", "seconds"), [(0.0, 1.0), (0.5, 3.0), (1.0, 5.0)])
def test_a_session_that_is_gone_is_replaced_after_one_to_five_seconds(ending: Ending, jitter: float, seconds: float):
    assert after(ending, jitter=jitter) == Identify(IdentifyCause.SESSION_LOST, seconds)


def test_an_identify_that_discord_refused_keeps_the_cause_it_had():
    assert after(Ending(EndKind.SESSION_INVALID), session=None) == Identify(IdentifyCause.START, 1.0)


@pytest.mark.parametrize("ending", [closed(4000), Ending(EndKind.NOT_CONNECTED), Ending(EndKind.RECONNECT)], ids=str)
def test_a_shard_without_a_session_identifies_for_the_cause_it_had(ending: Ending):
    assert after(ending, session=None) == Identify(IdentifyCause.START, 0.0)


@pytest.mark.parametrize("kind", [EndKind.FENCED, EndKind.OVERFLOWED])
def test_a_shard_whose_pod_may_not_act_goes_on_where_it_was_as_soon_as_it_may(kind: EndKind):
    assert after(Ending(kind), failures=5) == Resume(0.0)
    assert after(Ending(kind), session=None, failures=5) == Identify(IdentifyCause.START, 0.0)


def test_a_deaf_connection_is_resumed_and_replaced_by_an_identify_when_that_did_not_help():
    deaf = Ending(EndKind.DEAF)
    assert after(deaf, attempt=Attempt(heard=True)) == Resume(0.0)
    assert after(deaf, attempt=Attempt(heard=False)) == Identify(IdentifyCause.DEAF, 0.0)


@pytest.mark.parametrize(
    ("refused", "following"),
    [
        (0, Resume(0.0)),
        (GIVE_UP_AFTER - 1, Resume(0.0)),
        (GIVE_UP_AFTER, Identify(IdentifyCause.RESUME_FAILED)),
    ],
)
def test_a_session_that_discord_does_not_take_up_is_given_up_after_a_while(refused: int, following: Resume | Identify):
    assert after(closed(4000), attempt=Attempt(refused_resumes=refused)) == following


@pytest.mark.parametrize(
    ("ending", "greeted", "progressed", "refused"),
    [
        (Ending(EndKind.NO_ANSWER), True, False, 4),
        (closed(4000), True, False, 4),
        (closed(None), False, False, 3),
        (closed(None), True, True, 0),
        (Ending(EndKind.FENCED), True, False, 3),
        (Ending(EndKind.DISCONNECTED), True, False, 3),
    ],
    ids=str,
)
def test_only_resumes_that_reached_discord_and_came_to_nothing_count(
    ending: Ending, greeted: bool, progressed: bool, refused: int
):
    assert refused_resumes_after(3, ending, greeted=greeted, progressed=progressed) == refused


def test_a_lost_turn_queues_again_without_a_wait():
    assert after(Ending(EndKind.TURN_LOST), session=None, failures=9) == Identify(IdentifyCause.START, 0.0)


@pytest.mark.parametrize("code", [4004, 4010, 4011, 4012, 4013, 4014])
@pytest.mark.parametrize("session", [SESSION, None])
def test_a_fatal_close_code_ends_the_shard_and_is_named(code: int, session: GatewaySession | None):
    following = after(closed(code), session=session)
    assert isinstance(following, Leave)
    assert following.state is ShardState.FATAL
    assert f"close code {code}" in following.reason


def test_refused_intents_name_the_privileged_ones_that_were_asked_for():
    following = after(closed(4014))
    assert isinstance(following, Leave)
    assert "members" in following.reason


def test_a_shard_whose_slot_is_lost_stays_fenced():
    following = after(Ending(EndKind.LOST))
    assert isinstance(following, Leave)
    assert following.state is ShardState.FENCED


def test_a_stopped_shard_is_closed():
    following = after(Ending(EndKind.STOPPED))
    assert isinstance(following, Leave)
    assert following.state is ShardState.CLOSED


@pytest.mark.parametrize(
    ("failures", "shortest", "longest"),
    [(0, 0.0, 0.0), (1, 0.25, 0.5), (2, 0.5, 1.0), (3, 1.0, 2.0), (5, 4.0, 8.0), (6, 7.5, 15.0), (60, 7.5, 15.0)],
)
def test_waits_double_up_to_a_quarter_of_a_minute(failures: int, shortest: float, longest: float):
    assert backoff_seconds(failures, 0.0) == shortest
    assert backoff_seconds(failures, 1.0) == longest


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_a_wait_is_never_negative_and_never_outlasts_a_session(failures: int, jitter: float):
    assert 0.0 <= backoff_seconds(failures, jitter) <= LONGEST_BACKOFF


def test_attempts_that_do_not_last_are_counted_and_one_that_does_begins_anew():
    assert failures_after(3, ready_for=0.0) == 4
    assert failures_after(3, ready_for=STABLE_SECONDS - 0.1) == 4
    assert failures_after(3, ready_for=STABLE_SECONDS) == 0


def test_a_resume_goes_to_the_session_s_own_address_until_that_failed_often():
    assert resume_address(SESSION, 0, GATEWAY) == SESSION.resume_url
    assert resume_address(SESSION, FALL_BACK_AFTER - 1, GATEWAY) == SESSION.resume_url
    assert resume_address(SESSION, FALL_BACK_AFTER, GATEWAY) == GATEWAY


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (Ending(EndKind.CLOSED, 4000), "closed with 4000"),
        (Ending(EndKind.NOT_CONNECTED, detail="refused"), "not connected: refused"),
        (Ending(EndKind.RECONNECT), "reconnect"),
    ],
)
def test_an_ending_can_be_read(ending: Ending, words: str):
    assert str(ending) == words

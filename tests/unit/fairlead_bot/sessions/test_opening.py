"""How a shard begins in a new process."""

from dataclasses import replace

import pytest

from fairlead_bot.gateway.sessions.opening import BeginAnew, TakeUp, opening
from fairlead_shared.fleet.records import IdentifyCause
from fairlead_shared.fleet.sessions import UnreadableSession
from tests.builders.sessions import signature, stored_session

OWN = signature()
STORED = replace(stored_session(), checkpoint=5)


def test_a_session_with_the_same_signature_and_a_checkpoint_is_taken_up():
    assert opening(STORED, OWN) == TakeUp(STORED)


def test_a_shard_of_which_the_store_knows_nothing_starts_for_the_first_time():
    assert opening(None, OWN) == BeginAnew(IdentifyCause.START, None)


def test_a_damaged_record_is_a_resume_that_failed_and_says_why():
    assert opening(UnreadableSession("no tag"), OWN) == BeginAnew(
        IdentifyCause.RESUME_FAILED, "The record of the session is damaged: no tag."
    )


def test_a_session_whose_process_had_not_saved_its_cache_cannot_be_resumed():
    begun = opening(replace(STORED, checkpoint=0), OWN)
    assert isinstance(begun, BeginAnew)
    assert begun.cause is IdentifyCause.START


@pytest.mark.parametrize(
    ("field", "value", "cause"),
    [
        ("application_id", 43, IdentifyCause.START),
        ("token", "another", IdentifyCause.START),
        ("shard", "0/8", IdentifyCause.START),
        ("intents", 1, IdentifyCause.INTENTS_CHANGED),
        ("gateway", "10 json zstd-stream", IdentifyCause.START),
        ("cache", "members=3", IdentifyCause.START),
        ("snapshot", 2, IdentifyCause.RESUME_FAILED),
    ],
)
def test_a_session_with_another_signature_is_begun_anew(field: str, value: object, cause: IdentifyCause):
    changed = STORED.record.model_copy(update={"signature": signature(**{field: value})})
    stored = replace(STORED, record=changed)
    begun = opening(stored, OWN)
    assert isinstance(begun, BeginAnew)
    assert begun.cause is cause
    assert begun.reason


def test_a_reason_names_what_has_changed():
    stored = replace(stored_session(token="another", cache="members=3"), checkpoint=5)
    begun = opening(stored, OWN)
    assert isinstance(begun, BeginAnew)
    assert begun.reason == "The session was begun with something else: token, cache."


def test_a_snapshot_of_an_earlier_version_may_be_readable():
    stored = replace(stored_session(snapshot=1), checkpoint=5)
    assert opening(stored, signature(snapshot=2)) == TakeUp(stored)

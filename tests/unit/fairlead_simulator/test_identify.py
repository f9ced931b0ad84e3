import pytest

from fairlead_simulator.gateway.identify import Identify, Resume, check_grant, parse_identify, parse_resume
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.gateway.refusal import FrameRefusedError
from fairlead_simulator.intents import NO_INTENTS, PRIVILEGED, Intent
from fairlead_simulator.jsonvalue import Json, JsonObject

VALID: JsonObject = {"token": "t", "intents": 513, "shard": [2, 5], "properties": {}}


def test_an_identify_says_token_shard_and_intents():
    assert parse_identify(VALID) == Identify("t", 2, 5, Intent.GUILDS | Intent.GUILD_MESSAGES)


def test_an_identify_without_a_shard_is_the_only_shard():
    identify = parse_identify({"token": "t", "intents": 0})
    assert (identify.shard_id, identify.shard_count) == (0, 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token": 1}, CloseCode.DECODE_ERROR),
        ({"shard": [5, 5]}, CloseCode.INVALID_SHARD),
        ({"shard": [-1, 5]}, CloseCode.INVALID_SHARD),
        ({"shard": [0, 0]}, CloseCode.INVALID_SHARD),
        ({"shard": [0]}, CloseCode.INVALID_SHARD),
        ({"shard": ["0", "1"]}, CloseCode.INVALID_SHARD),
        ({"intents": 1 << 40}, CloseCode.INVALID_INTENTS),
        ({"intents": 1 << 17}, CloseCode.INVALID_INTENTS),
        ({"intents": -1}, CloseCode.INVALID_INTENTS),
        ({"intents": "513"}, CloseCode.INVALID_INTENTS),
        ({"intents": None}, CloseCode.INVALID_INTENTS),
    ],
)
def test_an_identify_that_does_not_fit_is_refused(changes: JsonObject, code: CloseCode):
    with pytest.raises(FrameRefusedError) as refused:
        parse_identify(VALID | changes)
    assert refused.value.code is code


@pytest.mark.parametrize("data", [None, [], "identify", {"intents": 0}])
def test_what_is_no_identify_at_all_cannot_be_decoded(data: Json):
    with pytest.raises(FrameRefusedError) as refused:
        parse_identify(data)
    assert refused.value.code is CloseCode.DECODE_ERROR


def test_a_resume_says_token_session_and_sequence():
    assert parse_resume({"token": "t", "session_id": "s", "seq": 4}) == Resume("t", "s", 4)


@pytest.mark.parametrize("data", [None, {"token": "t", "session_id": "s", "seq": None}, {"token": "t", "seq": 1}])
def test_what_is_no_resume_cannot_be_decoded(data: Json):
    with pytest.raises(FrameRefusedError) as refused:
        parse_resume(data)
    assert refused.value.code is CloseCode.DECODE_ERROR


@pytest.mark.parametrize(
    ("intents", "granted", "guilds", "code"),
    [
        (Intent.GUILDS, NO_INTENTS, 2_500, None),
        (PRIVILEGED, PRIVILEGED, 0, None),
        (Intent.GUILD_MEMBERS, NO_INTENTS, 0, CloseCode.DISALLOWED_INTENTS),
        (PRIVILEGED, Intent.GUILD_MEMBERS, 0, CloseCode.DISALLOWED_INTENTS),
        (Intent.GUILDS, PRIVILEGED, 2_501, CloseCode.SHARDING_REQUIRED),
    ],
)
def test_only_what_was_granted_may_be_asked_for(intents: Intent, granted: Intent, guilds: int, code: CloseCode | None):
    identify = Identify("t", 0, 1, intents)
    if code is None:
        check_grant(identify, granted, guilds)
        return
    with pytest.raises(FrameRefusedError) as refused:
        check_grant(identify, granted, guilds)
    assert refused.value.code is code

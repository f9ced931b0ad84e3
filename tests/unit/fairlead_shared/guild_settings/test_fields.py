"""Fields that name channels, roles and members."""

from typing import Annotated, Any

import pytest
from pydantic import Field

from fairlead_shared.guild_settings.fields import ChannelId, ChannelKind, Kinds, MemberId, RoleId
from fairlead_shared.guild_settings.model import GuildSettings
from fairlead_shared.guild_settings.schema import schema_of
from fairlead_shared.guild_settings.stored import fit
from fairlead_shared.guild_settings.stored_form import stored_form

BEYOND_DOUBLES = 2**53 + 1
"""The first integer that JavaScript does not have."""
LARGEST = 2**63 - 1


class Places(GuildSettings):
    key = "places"

    log: ChannelId | None = None
    stage: Annotated[ChannelId, Kinds(ChannelKind.VOICE, ChannelKind.STAGE)] | None = None
    helpers: frozenset[RoleId] = frozenset()
    bonus: dict[RoleId, int] = Field(default_factory=dict[int, int])
    host: MemberId = BEYOND_DOUBLES


def test_an_id_is_a_number_in_python_and_a_string_in_json():
    read = Places.read('{"log": "9007199254740993", "helpers": ["7"], "bonus": {"9007199254740993": 2}}')
    assert read == Places(log=BEYOND_DOUBLES, helpers=frozenset({7}), bonus={BEYOND_DOUBLES: 2})
    assert stored_form(read) == {
        "log": "9007199254740993",
        "stage": None,
        "helpers": ["7"],
        "bonus": {"9007199254740993": 2},
        "host": "9007199254740993",
    }


@pytest.mark.parametrize("number", [1, BEYOND_DOUBLES, LARGEST])
def test_what_was_stored_is_read_again(number: int):
    places = Places(log=number, helpers=frozenset({number}), bonus={number: 1})
    assert fit(Places, stored_form(places)).settings == places


def test_what_a_field_stored_while_it_was_a_number_is_kept():
    assert fit(Places, {"log": LARGEST}).settings.log == LARGEST


@pytest.mark.parametrize(
    "wrong", ["", "0", "05", "-5", "+5", " 5", "5.0", "\u0665", str(LARGEST + 1), 0, -5, 5.0, True]
)
def test_what_is_no_id_is_refused_with_the_reason(wrong: object):
    fitted = fit(Places, {"log": wrong})
    assert fitted.settings.log is None
    (fault,) = fitted.unfit
    assert "must be the id of something on Discord" in fault.message


def test_the_schema_says_what_a_form_has_to_offer():
    fields: dict[str, Any] = schema_of(Places)["properties"]
    assert fields["log"]["anyOf"][0]["format"] == "discord-channel"
    assert "x-channel-kinds" not in fields["log"]["anyOf"][0]
    assert fields["stage"]["anyOf"][0]["x-channel-kinds"] == ["voice", "stage"]
    assert fields["helpers"]["items"]["format"] == "discord-role"
    assert fields["bonus"]["propertyNames"]["format"] == "discord-role"
    assert (fields["host"]["format"], fields["host"]["type"]) == ("discord-member", "string")

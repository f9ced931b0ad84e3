"""Intents by name."""

import discord
import pytest

from fairlead_bot.intents import parse_intents, privileged_names


def test_named_intents_are_on_and_all_others_are_off():
    intents = parse_intents(["guilds", "Guild_Messages"])
    assert [name for name, on in intents if on] == ["guilds", "guild_messages"]


def test_no_names_are_no_intents():
    assert parse_intents([]) == discord.Intents.none()


@pytest.mark.parametrize("name", ["guild", "", "value", "all", "none", "VALID_FLAGS"])
def test_what_is_not_the_name_of_an_intent_is_refused_by_name(name: str):
    with pytest.raises(ValueError, match=f"'{name}' is not an intent"):
        parse_intents(["guilds", name])


def test_only_the_privileged_ones_are_named_as_privileged():
    assert privileged_names(parse_intents(["guilds", "presences", "members"])) == ["members", "presences"]

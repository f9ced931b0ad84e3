"""The table of classes: nothing that discord.py caches may be left out of it unnoticed."""

from typing import Any

import discord
import pytest
from discord import channel
from discord.state import AutoShardedConnectionState

from fairlead_bot.gateway.snapshot.classes import (
    ATTRIBUTES,
    FINGERPRINT,
    RECORDED,
    attributes_of,
    is_derived,
    slots_of,
)
from fairlead_bot.gateway.snapshot.marks import EFFECTS
from fairlead_bot.gateway.snapshot.parts import COLLECTIONS
from fairlead_bot.gateway.snapshot.piece import SNAPSHOT_VERSION

IN_PIECES_OF_THEIR_OWN = {*COLLECTIONS.values(), "emojis", "stickers"}
FINGERPRINTS = {1: "3a0bfe17"}


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda recorded: recorded.__name__)
def test_every_slot_of_a_class_is_in_its_rows_or_known_not_to_be(recorded: type[Any]):
    left_out = set(slots_of(recorded)) - set(attributes_of(recorded))
    expected = IN_PIECES_OF_THEIR_OWN if recorded is discord.Guild else set[str]()
    assert {name for name in left_out if not is_derived(name)} == expected


def test_classes_without_slots_hold_what_their_constructors_set():
    state = discord.AutoShardedClient(intents=discord.Intents.none())._connection
    default = discord.SelectDefaultValue(id=5, type=discord.SelectDefaultValueType.user)
    for value in (discord.Object(5), channel.PartialMessageable(state=state, id=5), default):
        assert set(vars(value)) == set(ATTRIBUTES[RECORDED.index(type(value))])


def test_the_layout_of_rows_is_the_one_that_its_version_names():
    # A change of the table needs a new version; pieces of the old one are refused in any case.
    assert FINGERPRINTS[SNAPSHOT_VERSION] == FINGERPRINT.hex()


def test_the_effect_of_every_event_that_discord_py_parses_is_known():
    parsed = {name.removeprefix("parse_").upper() for name in dir(AutoShardedConnectionState) if name[:6] == "parse_"}
    assert parsed - {"READY"} == set(EFFECTS)

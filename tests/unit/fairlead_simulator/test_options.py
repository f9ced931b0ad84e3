import pytest

from fairlead_simulator.body import BodyError
from fairlead_simulator.commands import OptionType
from fairlead_simulator.interactions.options import resolve_options
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.model import Guild
from tests.unit.fairlead_simulator.simulations import first_guild


@pytest.fixture
def guild(simulation: Simulation) -> Guild:
    return first_guild(simulation)


def option(kind: OptionType, **more: Json) -> JsonObject:
    return {"name": "value", "description": "A value.", "type": kind.value, **more}


@pytest.mark.parametrize(
    ("described", "value"),
    [
        (option(OptionType.STRING), "text"),
        (option(OptionType.STRING, choices=[{"name": "A", "value": "a"}]), "a"),
        (option(OptionType.INTEGER, min_value=1, max_value=3), 2),
        (option(OptionType.NUMBER), 0.5),
        (option(OptionType.BOOLEAN), True),
    ],
)
def test_a_value_of_the_options_type_is_passed_on(guild: Guild, described: JsonObject, value: Json):
    taken = resolve_options(guild, {"options": [described]}, [], {"value": value})
    assert taken.options == [{"name": "value", "type": described["type"], "value": value}]
    assert taken.resolved == {}


@pytest.mark.parametrize(
    ("described", "value"),
    [
        (option(OptionType.STRING, max_length=3), "text"),
        (option(OptionType.STRING, choices=[{"name": "A", "value": "a"}]), "b"),
        (option(OptionType.INTEGER, max_value=3), 4),
        (option(OptionType.INTEGER), "4"),
        (option(OptionType.NUMBER, min_value=1), 0.5),
        (option(OptionType.BOOLEAN), "yes"),
        (option(OptionType.USER), "1"),
        (option(OptionType.ROLE), "1"),
        (option(OptionType.CHANNEL), "1"),
        (option(OptionType.ATTACHMENT), "1"),
    ],
)
def test_a_value_that_the_option_does_not_allow_is_refused(guild: Guild, described: JsonObject, value: Json):
    with pytest.raises(BodyError) as refused:
        resolve_options(guild, {"options": [described]}, [], {"value": value})
    assert refused.value.path == ("options", "value")


@pytest.mark.parametrize(
    ("kind", "resolved"),
    [
        (OptionType.USER, {"users", "members"}),
        (OptionType.MENTIONABLE, {"users", "members"}),
    ],
)
def test_a_user_comes_with_its_user_and_member(guild: Guild, kind: OptionType, resolved: set[str]):
    taken = resolve_options(guild, {"options": [option(kind)]}, [], {"value": guild.owner_id})
    assert taken.options == [{"name": "value", "type": kind.value, "value": str(guild.owner_id)}]
    assert set(taken.resolved) == resolved


def test_a_role_and_a_channel_come_with_their_objects(guild: Guild):
    described: list[Json] = [
        option(OptionType.ROLE) | {"name": "role"},
        option(OptionType.CHANNEL) | {"name": "channel"},
    ]
    given: JsonObject = {"role": str(guild.id), "channel": str(guild.text_channel().id)}
    taken = resolve_options(guild, {"options": described}, [], given)
    assert set(taken.resolved) == {"roles", "channels"}


def test_a_required_option_has_to_be_given(guild: Guild):
    with pytest.raises(BodyError, match=r"^options\.value: This option is required"):
        resolve_options(guild, {"options": [option(OptionType.STRING, required=True)]}, [], {})


def test_an_option_that_the_command_does_not_have_is_refused(guild: Guild):
    with pytest.raises(BodyError, match="There is no such option"):
        resolve_options(guild, {}, [], {"value": 1})


def test_a_subcommand_in_a_group_nests_its_options(guild: Guild):
    sub: JsonObject = {"name": "set", "type": 1, "options": [option(OptionType.STRING)]}
    group: JsonObject = {"name": "colour", "type": 2, "options": [sub]}
    taken = resolve_options(guild, {"options": [group]}, ["colour", "set"], {"value": "red"})
    value: JsonObject = {"name": "value", "type": 3, "value": "red"}
    assert taken.options == [{"name": "colour", "type": 2, "options": [{"name": "set", "type": 1, "options": [value]}]}]


@pytest.mark.parametrize("subcommands", [[], ["other"]])
def test_a_subcommand_that_does_not_exist_is_refused_with_those_that_do(guild: Guild, subcommands: list[str]):
    with pytest.raises(BodyError, match=r"there are: \['set'\]"):
        resolve_options(guild, {"options": [{"name": "set", "type": 1}]}, subcommands, {})

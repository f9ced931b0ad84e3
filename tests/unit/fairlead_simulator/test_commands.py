import pytest

from fairlead_simulator.body import BodyError
from fairlead_simulator.commands import CommandRegistry, CommandType, parse_command
from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.snowflake import SnowflakeSource
from tests.fixtures.simulator import SimulatorClock

PING: JsonObject = {"name": "ping", "description": "Answers pong.", "type": 1}
GUILD = 77


@pytest.fixture
def registry() -> CommandRegistry:
    return CommandRegistry(1, SnowflakeSource(SimulatorClock()))


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"name": "Ping"}, ("name",)),
        ({"name": "two words"}, ("name",)),
        ({"name": ""}, ("name",)),
        ({"name": "x" * 33}, ("name",)),
        ({"description": ""}, ("description",)),
        ({"description": "x" * 101}, ("description",)),
        ({"type": 9}, ("type",)),
        ({"options": [{"name": "who", "description": "Whom.", "type": 99}]}, ("options", "0", "type")),
        ({"options": [{"name": "Who", "description": "Whom.", "type": 6}]}, ("options", "0", "name")),
        ({"options": [{"name": "who", "type": 6}]}, ("options", "0", "description")),
        (
            {"options": [{"name": "a", "description": "A.", "type": 3, "options": [PING]}]},
            ("options", "0", "options"),
        ),
    ],
)
def test_a_command_that_does_not_fit_is_refused_where_it_does_not(changes: JsonObject, path: tuple[str, ...]):
    with pytest.raises(BodyError) as refused:
        parse_command(PING | changes)
    assert refused.value.path == path


def test_a_user_command_has_a_free_name_and_no_description():
    draft = parse_command({"type": 2, "name": "Show Profile"})
    assert (draft.type, draft.name, draft.description) == (CommandType.USER, "Show Profile", "")


def test_registering_a_name_again_keeps_its_id_and_makes_a_new_version(registry: CommandRegistry):
    first, first_is_new = registry.put(None, parse_command(PING))
    identity, version = first.id, first.version
    second, second_is_new = registry.put(None, parse_command(PING | {"description": "Else."}))
    assert (first_is_new, second_is_new) == (True, False)
    assert second.id == identity
    assert second.version > version


def test_registering_the_same_again_changes_nothing(registry: CommandRegistry):
    version = registry.put(None, parse_command(PING))[0].version
    assert registry.put(None, parse_command(PING))[0].version == version


def test_overwriting_keeps_what_is_named_and_removes_the_rest(registry: CommandRegistry):
    ping, _ = registry.put(None, parse_command(PING))
    registry.put(None, parse_command(PING | {"name": "pong"}))
    left = registry.overwrite(None, [parse_command(PING), parse_command(PING | {"name": "new"})])
    assert [command.draft.name for command in registry.listed(None)] == ["ping", "new"]
    assert left[0].id == ping.id


def test_a_guilds_own_command_goes_before_the_global_one(registry: CommandRegistry):
    everywhere, _ = registry.put(None, parse_command(PING))
    here, _ = registry.put(GUILD, parse_command(PING))
    assert registry.find(GUILD, "ping") is here
    assert registry.find(GUILD + 1, "ping") is everywhere
    assert registry.find(GUILD, "pong") is None


def test_editing_checks_the_whole_command(registry: CommandRegistry):
    command, _ = registry.put(None, parse_command(PING))
    registry.edit(command, {"description": "Else."})
    assert command.payload()["description"] == "Else."
    with pytest.raises(BodyError):
        registry.edit(command, {"name": "NO"})


def test_a_deleted_command_is_gone(registry: CommandRegistry):
    command, _ = registry.put(GUILD, parse_command(PING))
    registry.delete(command)
    assert registry.get(GUILD, command.id) is None


def test_a_guild_command_says_its_guild(registry: CommandRegistry):
    command, _ = registry.put(GUILD, parse_command(PING))
    assert command.payload()["guild_id"] == str(GUILD)

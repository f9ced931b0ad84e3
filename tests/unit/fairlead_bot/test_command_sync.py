"""Naming a set of commands."""

from hypothesis import given
from hypothesis import strategies as st

from fairlead_bot.command_sync import commands_hash

COMMANDS = st.lists(
    st.dictionaries(st.sampled_from(["name", "type", "options"]), st.integers() | st.text(max_size=5), max_size=3),
    max_size=4,
)


@given(COMMANDS)
def test_the_order_of_commands_does_not_matter(commands: list[dict[str, object]]):
    assert commands_hash(commands) == commands_hash(commands[::-1])


def test_any_change_of_a_command_is_a_change():
    command: dict[str, object] = {"name": "status", "description": "Show how the bot is doing."}
    hashes = {
        commands_hash([]),
        commands_hash([command]),
        commands_hash([command, command]),
        commands_hash([{**command, "description": "Shows how the bot is doing."}]),
    }
    assert len(hashes) == 4

"""The table of dispatch names against discord.py's own parsers."""

import ast
import inspect
import textwrap
from collections.abc import Iterator

import pytest
from discord.state import AutoShardedConnectionState

from fairlead_bot.gateway.delivery.dispatch_names import DISPATCH_NAMES

STATE = AutoShardedConnectionState


def parsers() -> list[str]:
    """The events that discord.py has a parser for."""
    return [name.removeprefix("parse_").upper() for name in dir(STATE) if name.startswith("parse_")]


def names_dispatched_by(method: str, visited: set[str]) -> Iterator[str]:
    """Every name that a method of the state dispatches, or that one which it calls or starts as a task does."""
    function = getattr(STATE, method, None)
    if method in visited or not inspect.isfunction(function):
        return
    visited.add(method)
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr == "dispatch":
            name = node.args[0]
            assert isinstance(name, ast.Constant), f"{method} dispatches a name that is only known when it runs"
            yield str(name.value)
        elif isinstance(node.func.value, ast.Name) and node.func.value.id == "self":
            yield from names_dispatched_by(node.func.attr, visited)


@pytest.mark.parametrize("event", parsers())
def test_the_table_has_every_name_that_a_parser_dispatches(event: str):
    assert set(DISPATCH_NAMES[event]) == set(names_dispatched_by(f"parse_{event.lower()}", set()))


def test_the_table_has_no_event_that_discord_py_does_not_parse():
    assert set(DISPATCH_NAMES) == set(parsers())


def test_the_comparison_sees_what_helpers_and_tasks_dispatch():
    assert "guild_join" in set(names_dispatched_by("parse_guild_create", set()))
    assert "soundboard_sound_update" in set(names_dispatched_by("parse_guild_soundboard_sounds_update", set()))
    assert "shard_ready" in set(names_dispatched_by("parse_ready", set()))

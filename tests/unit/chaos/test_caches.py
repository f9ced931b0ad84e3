"""The comparison of caches with the world, on made-up ones."""

from copy import deepcopy
from typing import Any

import pytest

from tests.chaos.caches import DISCORD_EPOCH, OUT_OF_TURN, GuildTruth, differences

SINCE = DISCORD_EPOCH + 100.0


def message_id(seconds: float) -> str:
    """The id of a message that was written so many seconds after the shard's session was opened."""
    return str(int((SINCE + seconds - DISCORD_EPOCH) * 1000) << 22)


OLD, FIRST, SECOND = message_id(-10), message_id(10), message_id(20)
FACTS: dict[str, Any] = {
    "name": "Harbour",
    "count": 2,
    "members": {"7": [None, [3]], "8": ["Ada", []]},
    "roles": {"1": ["everyone", 0]},
    "channels": {"5": "pier"},
    "voice": {"7": 6},
}
TRUTH = {"1": GuildTruth(FACTS, {OLD: ["before", {}], FIRST: ["ahoy", {}], SECOND: ["again", {"x": 2}]}, SINCE)}
CACHE: dict[str, Any] = {
    "most": 1000,
    "guilds": {"1": FACTS},
    "messages": {"1": {FIRST: ["ahoy", {}], SECOND: ["again", {"x": 2}]}},
}


def changed(*path: str, to: object = None) -> dict[str, Any]:
    """The cache with another value in one place; without one the place is empty."""
    cache = deepcopy(CACHE)
    inner = cache
    for name in path[:-1]:
        inner = inner[name]
    if to is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = to
    return cache


def test_a_cache_that_is_the_world_has_no_differences():
    assert list(differences([CACHE], TRUTH)) == []


@pytest.mark.parametrize(
    ("cache", "path"),
    [
        (changed("guilds", "1", "name", to="Haven"), "guild 1 / name"),
        (changed("guilds", "1", "count", to=3), "guild 1 / count"),
        (changed("guilds", "1", "members", "8"), "guild 1 / members 8"),
        (changed("guilds", "1", "members", "9", to=[None, []]), "guild 1 / members 9"),
        (changed("guilds", "1", "members", "7", to=[None, []]), "guild 1 / members 7"),
        (changed("guilds", "1", "roles", "1", to=["everyone", 8]), "guild 1 / roles 1"),
        (changed("guilds", "1", "channels", "5"), "guild 1 / channels 5"),
        (changed("guilds", "1", "voice", "7"), "guild 1 / voice 7"),
        (changed("guilds", "1"), "guild 1"),
        (changed("guilds", "2", to=FACTS), "guild 2"),
        (changed("messages", "1", FIRST), f"guild 1 / message {FIRST}"),
        (changed("messages", "1", FIRST, to=["ahoi", {}]), f"guild 1 / message {FIRST}"),
        (changed("messages", "1", SECOND, to=["again", {"x": 3}]), f"guild 1 / message {SECOND} 1"),
        (changed("messages", "1", "99", to=["?", {}]), "guild 1 / message 99"),
    ],
)
def test_each_difference_is_told_with_its_path(cache: dict[str, Any], path: str):
    (found,) = differences([cache], TRUTH)
    assert found.startswith(path.removesuffix(" 1") if "message" in path else path)


def test_a_guild_that_two_pods_cache_is_a_difference():
    assert list(differences([CACHE, CACHE], TRUTH)) == ["guild 1: cached by two pods"]


def test_a_cache_may_lack_messages_that_many_newer_ones_came_after_but_no_newer_one():
    without_first, without_second = changed("messages", "1", FIRST), changed("messages", "1", SECOND)
    most = {"most": OUT_OF_TURN + 1}
    assert list(differences([without_first | most], TRUTH)) == []
    assert list(differences([without_second | most], TRUTH)) == [f"guild 1 / message {SECOND}: not cached"]


def test_what_was_written_before_the_session_need_not_be_cached_nor_be_up_to_date():
    assert list(differences([changed("messages", "1", OLD, to=["an older text", {}])], TRUTH)) == []

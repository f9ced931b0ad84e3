"""What READY says of guilds that came and went."""

import pytest

from fairlead_bot.gateway.reconciliation import GuildChanges, guild_changes, guild_ids_of


@pytest.mark.parametrize(
    ("known", "listed", "joined", "departed"),
    [
        (None, {1, 2}, set(), set()),
        (set(), {1}, {1}, set()),
        ({1, 2}, {1, 2}, set(), set()),
        ({1, 2}, {2, 3}, {3}, {1}),
        ({1}, set(), set(), {1}),
    ],
)
def test_guilds_are_compared_with_those_of_the_last_session(
    known: set[int] | None, listed: set[int], joined: set[int], departed: set[int]
):
    assert guild_changes(known, listed) == GuildChanges(frozenset(joined), frozenset(departed))


def test_ready_lists_guilds_by_ids_that_are_strings():
    assert guild_ids_of({"guilds": [{"id": "7", "unavailable": True}, {"id": "9"}]}) == {7, 9}

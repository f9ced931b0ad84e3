"""What is written into the table of guilds, and where the recorder looks."""

import asyncio
from collections.abc import Iterable, Mapping

import pytest

from fairlead_bot.features.guilds.comparison import (
    ASKED_AT_FIRST,
    Differences,
    GuildFacts,
    GuildRow,
    compare,
    is_first_fill,
)
from fairlead_bot.features.guilds.notes import NOTED_GUILDS, GuildNotes, Noted
from fairlead_bot.features.guilds.recorder import LONGEST_WAIT, GuildRecorder
from fairlead_shared.errors import DatabaseError
from fairlead_shared.fleet.layout import Generation
from tests.fakes.clock import FakeClock
from tests.unit.fairlead_bot.services_for_tests import ScriptedDatabase

OWNER = 9
NOTHING = Differences(frozenset(), {}, ())


def facts(guild_id: int, name: str = "A guild") -> GuildFacts:
    return GuildFacts(guild_id, name, OWNER)


def row(guild_id: int, name: str = "A guild", *, is_active: bool = True) -> GuildRow:
    return GuildRow(guild_id, name, is_active)


@pytest.mark.parametrize(
    ("rows", "described", "joined"),
    [
        ([], [facts(1)], [facts(1)]),
        ([row(1)], [facts(1)], []),
        ([row(1, is_active=False)], [facts(1)], [facts(1)]),
        ([row(2)], [facts(2), facts(3), facts(1)], [facts(1), facts(3)]),
    ],
)
def test_guilds_without_an_active_row_are_joined(
    rows: list[GuildRow], described: list[GuildFacts], joined: list[GuildFacts]
):
    known = {each.guild_id: each for each in described}
    assert compare(rows, known.keys(), known) == Differences(frozenset(), {}, tuple(joined))


def test_a_guild_that_is_not_described_yet_is_neither_joined_nor_left():
    assert compare([row(1)], {1, 2}, {}) == NOTHING


def test_active_rows_of_guilds_that_are_not_there_are_left():
    rows = [row(1), row(2), row(3, is_active=False)]
    assert compare(rows, {1}, {1: facts(1)}) == Differences(frozenset({2}), {}, ())


def test_a_new_name_is_written_for_guilds_that_are_active():
    described = {1: facts(1, "New"), 2: facts(2), 3: facts(3, "Gone")}
    expected = Differences(frozenset({3}), {1: "New"}, ())
    assert compare([row(1), row(2), row(3)], {1, 2}, described) == expected


@pytest.mark.parametrize(
    ("joined", "known", "first"),
    [
        (ASKED_AT_FIRST, False, False),
        (ASKED_AT_FIRST + 1, False, True),
        (ASKED_AT_FIRST + 1, True, False),
    ],
)
def test_many_guilds_of_a_shard_without_rows_are_a_first_fill(joined: int, known: bool, first: bool):
    assert is_first_fill(joined, known=known) is first


async def test_guilds_are_noted_once_their_shard_is_ready():
    notes = GuildNotes(2)
    notes.guild(1 << 22)
    assert notes.take() == Noted(frozenset(), frozenset())
    notes.shard(1)
    notes.guild(1 << 22)  # the shard's own look sees it, too
    assert notes.take() == Noted(frozenset({1}), frozenset())
    notes.guild(1 << 22)
    notes.guild(2 << 22)
    async with asyncio.timeout(1):
        await notes.wait()
    assert notes.take() == Noted(frozenset(), frozenset({1 << 22}))


def test_what_could_not_be_looked_at_costs_no_more_memory_than_there_are_shards():
    notes = GuildNotes(1)
    notes.shard(0)
    notes.take()
    for guild_id in range(NOTED_GUILDS + 10):
        notes.guild(guild_id)
    assert notes.take() == Noted(frozenset({0}), frozenset())
    notes.guild(5)
    notes.again(notes.take())
    assert notes.take() == Noted(frozenset({0}), frozenset())


class NoGuilds:
    """One shard without a guild."""

    def present(self) -> Mapping[int, frozenset[int]]:
        return {0: frozenset()}

    def describe(self, guild_ids: Iterable[int]) -> dict[int, GuildFacts]:
        assert not list(guild_ids)
        return {}

    async def adder_of(self, facts: GuildFacts) -> int:
        return facts.owner_id


async def test_a_database_that_is_away_for_a_day_is_asked_all_day_and_not_too_often():
    notes, clock = GuildNotes(1), FakeClock()
    database = ScriptedDatabase(DatabaseError("The database does not answer."))
    began, day = clock.monotonic(), 24 * 60 * 60.0

    async def may_act() -> bool:
        return clock.monotonic() < began + day

    notes.shard(0)
    await GuildRecorder(notes, NoGuilds(), Generation(1, 1), database, clock).run(may_act)
    assert day / LONGEST_WAIT <= database.pings <= day / LONGEST_WAIT + 10
    assert notes.take() == Noted(frozenset({0}), frozenset())

"""Statements about the table of guilds, on a real PostgreSQL."""

import asyncio

from fairlead_bot.features.guilds.comparison import GuildFacts
from fairlead_bot.features.guilds.repository import ROWS_A_STATEMENT, GuildRepository
from fairlead_shared.database.database import Database
from fairlead_shared.database.scope import FleetScope
from tests.integration.fairlead_bot.guilds.table import Table

OWNER = 9


async def write(database: Database, adder: int, *guild_ids: int) -> None:
    async with database.transaction(FleetScope()) as session:
        facts = (GuildFacts(guild_id, "A guild", OWNER) for guild_id in guild_ids)
        await GuildRepository(session).joined((each, adder) for each in facts)


async def test_of_two_that_write_a_guild_at_once_one_says_who_added_the_bot(database: Database, table: Table):
    guild_ids = range(1, 200)
    await asyncio.gather(write(database, 1, *guild_ids), write(database, 2, *reversed(guild_ids)))
    for guild_id, row in (await table.rows()).items():
        assert await table.grants(guild_id) == {(row.adder, row.adder)}
    assert await table.active() == {*guild_ids}


async def test_more_guilds_than_a_statement_takes_are_written_and_left(database: Database, table: Table):
    guild_ids = range(1, 2 * ROWS_A_STATEMENT + 2)
    await write(database, OWNER, *guild_ids)
    assert await table.seen_by(OWNER) == {*guild_ids}
    async with database.transaction(FleetScope()) as session:
        await GuildRepository(session).left(range(2, 40_000))
    assert await table.active() == {1}

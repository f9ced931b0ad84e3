"""The database as cogs use it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead_bot.services.database import PostgresDatabase
from fairlead_shared.database.models import Guild
from fairlead_shared.errors import DatabaseError

FIRST_ANSWER_SECONDS = 3.0
"""How long Discord waits for the first answer to a command."""
MINE, THEIRS = 81384788765712384, 81384788765712385


@pytest.fixture
async def db(migrated_url: str) -> AsyncIterator[PostgresDatabase]:
    """The service, with two guilds in its tables."""
    service = PostgresDatabase(migrated_url, pool_size=2, max_overflow=0)
    async with service.fleet_session() as session:
        session.add_all(Guild(guild_id=each, guild_name="A guild", added_by_user_id=1) for each in (MINE, THEIRS))
    yield service
    await service.close()


async def guilds_in(opening: AbstractAsyncContextManager[AsyncSession]) -> list[int]:
    """The guilds that a statement sees which names none."""
    async with opening as session:
        return [*await session.scalars(select(Guild.guild_id).order_by(Guild.guild_id))]


async def test_a_session_sees_one_guild_and_the_fleets_all(db: PostgresDatabase):
    assert await guilds_in(db.session(MINE)) == [MINE]
    assert await guilds_in(db.session(THEIRS)) == [THEIRS]
    assert await guilds_in(db.fleet_session()) == [MINE, THEIRS]


async def test_a_session_writes_no_other_guilds_rows(db: PostgresDatabase):
    with pytest.raises(DBAPIError, match="row-level security"):
        async with db.session(MINE) as session:
            session.add(Guild(guild_id=5, guild_name="Another's", added_by_user_id=1))


async def test_statements_have_a_deadline(db: PostgresDatabase):
    async with db.session(MINE) as session:
        assert await session.scalar(text("SHOW statement_timeout")) == "10s"


async def test_who_runs_a_command_is_told_in_time_that_the_database_is_silent():
    def say_nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)

    connections = list[asyncio.StreamWriter]()
    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    service = PostgresDatabase(f"postgresql://somebody@{host}:{port}/none", pool_size=1, max_overflow=0)
    try:
        with pytest.raises(DatabaseError, match="does not answer"):
            async with asyncio.timeout(FIRST_ANSWER_SECONDS), service.session(MINE):
                pytest.fail("nobody has answered")
    finally:
        await service.close()
        for writer in connections:
            writer.close()
        server.close()
        await server.wait_closed()

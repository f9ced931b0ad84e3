"""Transactions: they end as a whole, and what PostgreSQL does not answer is one kind of error."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import BigInteger, literal, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from fairlead_shared.database import engine
from fairlead_shared.database.database import Database
from fairlead_shared.database.models import AuthorizedUser, Guild, GuildSetting
from fairlead_shared.database.revision import SCHEMA_HEAD
from fairlead_shared.database.scope import FleetScope, GuildScope
from fairlead_shared.errors import DatabaseError
from tests.fixtures.database import SCHEMA

A_GUILD = 81384788765712384


def guild(guild_id: int = A_GUILD) -> Guild:
    return Guild(guild_id=guild_id, guild_name="A guild", added_by_user_id=80351110224678912)


async def test_a_transaction_is_there_for_the_next_one(database: Database):
    async with database.transaction(FleetScope()) as session:
        session.add(guild())
    async with database.transaction(GuildScope(A_GUILD)) as session:
        found = await session.get_one(Guild, A_GUILD)
        assert (found.guild_name, found.is_active) == ("A guild", True)
        assert found.created_at.utcoffset() is not None


async def test_an_error_in_the_block_undoes_all_of_it_and_stays_what_it_is(database: Database):
    async def work() -> None:
        async with database.transaction(FleetScope()) as session:
            session.add(guild())
            await session.flush()
            raise ConnectionError("of somebody else")

    with pytest.raises(ConnectionError, match="of somebody else"):
        await work()
    async with database.transaction(FleetScope()) as session:
        assert (await session.scalars(select(Guild))).all() == []


async def test_what_postgresql_fills_in_is_known_after_the_statement(database: Database):
    async with database.transaction(FleetScope()) as session:
        session.add(guild())
    async with database.transaction(FleetScope()) as session:
        found = await session.get_one(Guild, A_GUILD)
        before = found.updated_at
        found.guild_name = "Another name"
        await session.flush()
        assert found.updated_at > before
        setting = GuildSetting(guild_id=A_GUILD, setting_key="language", setting_value=None)
        session.add(setting)
        await session.flush()
        assert setting.created_at == found.updated_at


async def test_a_statement_that_is_wrong_stays_an_error_of_its_own_kind(database: Database):
    with pytest.raises(IntegrityError, match="fk_authorized_users_guild_id_guilds"):
        async with database.transaction(FleetScope()) as session:
            session.add(AuthorizedUser(guild_id=1, user_id=2, granted_by_user_id=3))
    with pytest.raises(DBAPIError, match="invalid input for query argument"):
        async with database.transaction(FleetScope()) as session:
            await session.execute(select(literal("no number", BigInteger)))


async def test_the_revision_is_the_one_that_the_code_was_written_for(database: Database):
    assert await database.schema_revision() == SCHEMA_HEAD


async def test_there_is_no_revision_before_any_migration(postgres_url: str):
    empty = Database(postgres_url)
    assert await empty.schema_revision() is None
    await empty.close()


async def test_a_statement_that_takes_too_long_is_ended(migrated_url: str):
    database = Database(migrated_url, statement_seconds=0.1)
    with pytest.raises(DatabaseError, match="took longer over a statement than it may"):
        async with database.transaction(FleetScope()) as session:
            await session.execute(text("SELECT pg_sleep(30)"))
    await database.ping()
    await database.close()


async def test_who_finds_every_connection_in_use_is_told_so_in_time(migrated_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "CONNECT_SECONDS", 0.2)
    database = Database(migrated_url, pool_size=1)
    async with database.transaction(FleetScope()) as session:
        await session.execute(text("SELECT 1"))
        with pytest.raises(DatabaseError, match="does not answer"):
            async with database.transaction(FleetScope()):
                pytest.fail("there is no second connection")
    await database.ping()
    await database.close()


async def test_a_lock_that_another_transaction_holds_is_waited_for_only_so_long(database: Database, migrated_url: str):
    async with database.transaction(FleetScope()) as session:
        session.add(guild())
    hasty = Database(migrated_url, statement_seconds=0.2)
    async with database.transaction(FleetScope()) as session:
        await session.execute(select(Guild).with_for_update())
        with pytest.raises(DatabaseError, match=r"held a lock|took longer"):
            async with hasty.transaction(FleetScope()) as second:
                await second.execute(select(Guild).with_for_update())
    await hasty.close()


@pytest.mark.parametrize("user", [SCHEMA.runtime, "nobody"])
async def test_a_database_or_a_role_that_is_not_there_is_said_plainly(migrated_url: str, user: str):
    known = user == SCHEMA.runtime
    url = migrated_url.rpartition("/")[0] + "/none" if known else migrated_url.replace(SCHEMA.runtime, user)
    database = Database(url)
    with pytest.raises(DatabaseError, match="does not exist" if known else "does not accept the user"):
        await database.ping()
    await database.close()


async def test_an_address_where_nobody_listens_does_not_answer():
    database = Database("postgresql://somebody@127.0.0.1:1/none")
    for asking in (database.ping(), database.schema_revision()):
        with pytest.raises(DatabaseError, match="does not answer"):
            await asking
    with pytest.raises(DatabaseError, match="does not answer"):
        async with database.transaction(FleetScope()):
            pytest.fail("there is no connection")
    await database.close()


async def test_a_connection_that_postgresql_closed_meanwhile_is_replaced(database: Database, migrated_admin_url: str):
    await database.ping()
    admin = await asyncpg.connect(migrated_admin_url)
    ended = await admin.fetchval(
        "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
        " WHERE usename = $1 AND datname = current_database()",
        SCHEMA.runtime,
    )
    await admin.close()
    assert ended == 1
    await database.ping()


@pytest.mark.parametrize("rest", ["short", "long"])
async def test_a_connection_that_rested_is_asked_whether_it_is_there(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch, rest: str
):
    monkeypatch.setattr(engine, "ASK_AFTER_SECONDS", 0.0 if rest == "long" else 60.0)
    asked = list[object]()

    def lost(_dialect: object, connection: object) -> bool:
        asked.append(connection)
        return False

    monkeypatch.setattr(engine, "_answers", lost)
    database = Database(migrated_url, pool_size=1)
    backends = set[object]()
    for _ in range(2):
        async with database.transaction(FleetScope()) as session:
            backends.add(await session.scalar(text("SELECT pg_backend_pid()")))
    await database.close()
    assert (len(asked), len(backends)) == ((1, 2) if rest == "long" else (0, 1))


async def test_a_task_that_is_cancelled_leaves_a_connection_that_can_be_used(migrated_url: str):
    database = Database(migrated_url, pool_size=1)

    async def work() -> None:
        async with database.transaction(FleetScope()) as session:
            await session.execute(text("SELECT pg_sleep(30)"))

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await work()
    await database.ping()
    await database.close()

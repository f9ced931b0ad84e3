"""Row-level security: for every table there is, also those that will be added."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import Table, delete, func, insert, select, text, update
from sqlalchemy.exc import ProgrammingError

from fairlead_shared.database.database import Database
from fairlead_shared.database.models import Base
from fairlead_shared.database.scope import FleetScope, GuildScope, Scope, UserScope
from tests.builders.database_rows import row

OURS, THEIRS, A_USER = 1001, 1002, 2001
TABLES = Base.metadata.sorted_tables
GUILD_TABLES = [table for table in TABLES if "guild_id" in table.columns]
FLEET_TABLES = [table for table in TABLES if "guild_id" not in table.columns]
APPEND_ONLY = {"audit_log"}
READ_BY_EVERYBODY = {"llm_model_pricing"}
NO_SCOPE = None

guild_tables = pytest.mark.parametrize("table", GUILD_TABLES, ids=str)
fleet_tables = pytest.mark.parametrize("table", FLEET_TABLES, ids=str)
tables = pytest.mark.parametrize("table", TABLES, ids=str)


@pytest.fixture
async def filled(database: Database) -> Database:
    """A database with a row of two guilds in each table."""
    async with database.transaction(FleetScope()) as session:
        for table in TABLES:
            for guild_id in (OURS, THEIRS):
                await session.execute(insert(table).values(row(table, guild_id=guild_id, user_id=A_USER)))
    return database


@pytest.fixture
async def runtime(migrated_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the runtime role that is in no scope."""
    connection = await asyncpg.connect(migrated_url)
    yield connection
    await connection.close()


async def count(database: Database, scope: Scope, table: Table) -> int:
    async with database.transaction(scope) as session:
        return int(await session.scalar(select(func.count()).select_from(table)) or 0)


async def changed_rows(database: Database, scope: Scope, statement: object) -> int:
    """How many rows a statement changed; nothing where the role may not run it at all."""
    try:
        async with database.transaction(scope) as session:
            return int((await session.execute(statement)).rowcount)  # type: ignore[call-overload]
    except ProgrammingError as error:
        assert "permission denied for table" in str(error)  # noqa: PT017 - it may also end well
        return 0


async def everything(admin_url: str, table: Table) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(admin_url)
    try:
        found = await connection.fetch(f"SELECT * FROM bot_test.{table.name} ORDER BY 1")
        return [tuple(record) for record in found]
    finally:
        await connection.close()


def own_values(table: Table) -> dict[str, object]:
    """A column that can be set to what it is: an update that needs no privilege but the table's."""
    column = next(iter(table.primary_key))
    return {column.name: column}


def test_there_are_tables_of_both_kinds():
    assert {table.name for table in GUILD_TABLES} >= {"guilds", "authorized_users", "guild_settings", "llm_usage"}
    assert {table.name for table in FLEET_TABLES} >= {"llm_model_pricing", "api_keys", "admin_users"}


@guild_tables
async def test_a_guild_reads_its_own_rows_and_no_others(filled: Database, table: Table):
    async with filled.transaction(GuildScope(OURS)) as session:
        found = (await session.execute(select(table.c.guild_id))).scalars().all()
    assert list(found) == [OURS]
    assert await count(filled, FleetScope(), table) == 2


@guild_tables
async def test_a_guild_changes_and_deletes_no_row_of_another(filled: Database, migrated_admin_url: str, table: Table):
    before = await everything(migrated_admin_url, table)
    theirs = table.c.guild_id == THEIRS
    assert await changed_rows(filled, GuildScope(OURS), update(table).where(theirs).values(guild_id=THEIRS)) == 0
    assert await changed_rows(filled, GuildScope(OURS), delete(table).where(theirs)) == 0
    assert await everything(migrated_admin_url, table) == before


@guild_tables
async def test_a_guild_writes_rows_of_its_own_and_none_of_another(filled: Database, table: Table):
    mine = row(table, guild_id=OURS, user_id=A_USER + 1)
    if table.name != "guilds":
        assert await changed_rows(filled, GuildScope(OURS), insert(table).values(mine)) == 1
    for guild_id in (THEIRS, 1003, None):
        with pytest.raises(ProgrammingError, match="violates row-level security policy"):
            async with filled.transaction(GuildScope(OURS)) as session:
                await session.execute(insert(table).values(mine | {"guild_id": guild_id}))


@guild_tables
async def test_a_guild_cannot_give_its_rows_to_another(filled: Database, table: Table):
    with pytest.raises(ProgrammingError, match=r"violates row-level security policy|permission denied for table"):
        async with filled.transaction(GuildScope(OURS)) as session:
            await session.execute(update(table).values(guild_id=THEIRS))


@guild_tables
async def test_a_guild_changes_its_own_rows(filled: Database, table: Table):
    expected = 0 if table.name in APPEND_ONLY else 1
    assert await changed_rows(filled, GuildScope(OURS), update(table).values(own_values(table))) == expected
    assert await changed_rows(filled, GuildScope(OURS), delete(table)) == expected


@fleet_tables
async def test_what_belongs_to_no_guild_is_written_by_the_fleet_alone(filled: Database, table: Table):
    own = next(iter(table.primary_key)).name
    for scope in (GuildScope(OURS), UserScope(A_USER)):
        assert await count(filled, scope, table) == (2 if table.name in READ_BY_EVERYBODY else 0)
        # Ending a price is the one update of it that the role may make at all.
        touched = "is_active" if table.name in READ_BY_EVERYBODY else own
        assert await changed_rows(filled, scope, update(table).values({touched: table.c[touched]})) == 0
        assert await changed_rows(filled, scope, delete(table)) == 0
        with pytest.raises(ProgrammingError, match="violates row-level security policy"):
            async with filled.transaction(scope) as session:
                await session.execute(insert(table).values(row(table)))
    assert await count(filled, FleetScope(), table) == 2


@tables
async def test_nothing_is_seen_or_written_without_a_scope(
    filled: Database, runtime: asyncpg.Connection, migrated_admin_url: str, table: Table
):
    before = await everything(migrated_admin_url, table)
    assert len(before) == 2
    assert await runtime.fetchval(f"SELECT count(*) FROM {table.name}") == 0
    key = next(iter(table.primary_key)).name
    for statement in (f"DELETE FROM {table.name}", f"UPDATE {table.name} SET {key} = {key}"):
        try:
            assert (await runtime.execute(statement)).endswith(" 0")
        except asyncpg.InsufficientPrivilegeError as error:
            assert "permission denied for table" in str(error)  # noqa: PT017 - either way nothing is changed
    async with filled._sessions() as session:
        with pytest.raises(ProgrammingError, match="violates row-level security policy"):
            await session.execute(insert(table).values(row(table, guild_id=OURS)))
    assert await everything(migrated_admin_url, table) == before


@tables
async def test_the_scope_of_a_transaction_ends_with_it(filled: Database, migrated_url: str, table: Table):
    one_connection = Database(migrated_url, pool_size=1)
    assert await count(one_connection, FleetScope(), table) == 2
    async with one_connection._sessions() as session:
        assert await session.scalar(select(func.count()).select_from(table)) == 0
    await one_connection.close()


@guild_tables
async def test_users_read_what_their_active_grants_open_and_write_nothing(filled: Database, table: Table):
    seen = {"guilds": 2, "authorized_users": 2}.get(table.name, 0)
    assert await count(filled, UserScope(A_USER), table) == seen
    assert await count(filled, UserScope(A_USER + 1), table) == 0
    assert await changed_rows(filled, UserScope(A_USER), update(table).values(own_values(table))) == 0
    assert await changed_rows(filled, UserScope(A_USER), delete(table)) == 0
    with pytest.raises(ProgrammingError, match="violates row-level security policy"):
        async with filled.transaction(UserScope(A_USER)) as session:
            await session.execute(insert(table).values(row(table, guild_id=1004, user_id=A_USER)))


async def test_a_user_sees_exactly_the_guilds_with_an_active_grant(filled: Database):
    grants, guilds = Base.metadata.tables["authorized_users"], Base.metadata.tables["guilds"]
    async with filled.transaction(FleetScope()) as session:
        await session.execute(update(grants).where(grants.c.guild_id == THEIRS).values(is_active=False))
        await session.execute(insert(guilds).values(row(guilds, guild_id=1005)))
        await session.execute(insert(grants).values(row(grants, guild_id=1005, user_id=A_USER + 1)))
    async with filled.transaction(UserScope(A_USER)) as session:
        assert (await session.execute(select(guilds.c.guild_id))).scalars().all() == [OURS]
        assert (await session.execute(select(grants.c.guild_id))).scalars().all() == [OURS]


@tables
async def test_the_owner_of_a_table_is_subject_to_its_rules(filled: Database, migrated_owner_url: str, table: Table):
    connection = await asyncpg.connect(migrated_owner_url)
    assert await connection.fetchval(f"SELECT count(*) FROM {table.name}") == 0
    await connection.close()


@tables
async def test_the_runtime_role_can_do_nothing_to_a_table_itself(runtime: asyncpg.Connection, table: Table):
    for statement in (
        f"ALTER TABLE {table.name} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table.name} DISABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table.name} ADD COLUMN more text",
        f"CREATE POLICY all_of_it ON {table.name} USING (true)",
        f"DROP TABLE {table.name}",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="must be owner of"):
            await runtime.execute(statement)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied for table"):
        await runtime.execute(f"TRUNCATE {table.name} CASCADE")


@tables
async def test_switching_the_rules_off_is_refused(filled: Database, runtime: asyncpg.Connection, table: Table):
    await runtime.execute("SET row_security = off")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security policy"):
        await runtime.fetch(f"SELECT * FROM {table.name}")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE TABLE public.mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE ROLE mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER ROLE bot_test_runtime BYPASSRLS",
        "SET ROLE bot_test_owner",
        "UPDATE alembic_version SET version_num = 'x'",
    ],
)
async def test_the_runtime_role_makes_nothing_and_becomes_nobody(
    provisioned_runtime: asyncpg.Connection, statement: str
):
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match=r"permission denied|must be"):
        await provisioned_runtime.execute(statement)


async def test_the_catalogue_says_the_same(migrated_admin_url: str):
    """A table of another kind, a partition for example, is in no model and would be in no test above."""
    connection = await asyncpg.connect(migrated_admin_url)
    found = await connection.fetch(
        "SELECT relname, relrowsecurity AND relforcerowsecurity AS closed, pg_get_userbyid(relowner) AS owner"
        " FROM pg_class WHERE relnamespace = 'bot_test'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')"
    )
    await connection.close()
    assert {record["relname"] for record in found} == {table.name for table in TABLES} | {"alembic_version"}
    assert {record["relname"] for record in found if not record["closed"]} == {"alembic_version"}
    assert {record["owner"] for record in found} == {"bot_test_owner"}


async def test_the_audit_log_can_only_be_added_to_by_its_owner_as_well(filled: Database, migrated_admin_url: str):
    connection = await asyncpg.connect(migrated_admin_url)
    for statement in (
        "UPDATE bot_test.audit_log SET actor = 'bot'",
        "DELETE FROM bot_test.audit_log",
        "TRUNCATE bot_test.audit_log",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="can only be added to"):
            await connection.execute(statement)
    assert await connection.fetchval("SELECT count(*) FROM bot_test.audit_log") == 2
    await connection.close()


async def test_a_price_is_ended_and_never_changed(filled: Database):
    async with filled.transaction(FleetScope()) as session:
        ending = "UPDATE llm_model_pricing SET is_active = false, effective_until = now(), updated_at = now()"
        assert (await session.execute(text(ending))).rowcount == 2  # type: ignore[attr-defined]
    for change in ("input_cost_per_1k_tokens = 1", "model = 'other'", "effective_from = now()"):
        with pytest.raises(ProgrammingError, match="permission denied for table llm_model_pricing"):
            async with filled.transaction(FleetScope()) as session:
                await session.execute(text(f"UPDATE llm_model_pricing SET {change}"))
    with pytest.raises(ProgrammingError, match="permission denied for table llm_model_pricing"):
        async with filled.transaction(FleetScope()) as session:
            await session.execute(text("DELETE FROM llm_model_pricing"))

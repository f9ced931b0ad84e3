"""Roles and schemas of bots, on a server that asks for passwords."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from fairlead_cli.database.migrate import migrate
from fairlead_cli.local.postgres_server import PostgresServer
from fairlead_shared.database.database import Database
from fairlead_shared.database.names import BotSchema
from fairlead_shared.database.provision import Passwords, provision
from fairlead_shared.errors import ConfigurationError, DatabaseError

DEMO, OTHER = BotSchema.of_bot("demo"), BotSchema.of_bot("other-bot")
PASSWORDS = Passwords("owner:p@ss/word%1", "runtime ' \\ \" $word")
ADMIN_PASSWORD = "the administrator's"


class GuardedServer:
    """A server that wants SCRAM passwords and writes every statement into its log."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = PostgresServer(folder, durable=False)

    async def start(self) -> None:
        await self.server.start()
        connection = await asyncpg.connect(self.server.url)
        await connection.execute(f"ALTER ROLE fairlead PASSWORD '{ADMIN_PASSWORD.replace("'", "''")}'")
        await connection.execute("CREATE ROLE creator LOGIN CREATEROLE CREATEDB PASSWORD 'creator'")
        await connection.execute("ALTER SYSTEM SET log_statement = 'all'")
        await connection.execute("ALTER SYSTEM SET log_parameter_max_length = -1")
        await connection.close()
        (self.folder / "data" / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
        await self.server.stop()
        await self.server.start()

    def port(self) -> int:
        return int(self.server.url.rpartition(":")[2].partition("/")[0])

    async def connect(self, database: str, user: str, password: str) -> asyncpg.Connection:
        return await asyncpg.connect(
            host="127.0.0.1", port=self.port(), user=user, password=password, database=database, timeout=10
        )

    def url(self, database: str, user: str, password: str) -> str:
        escaped = "".join(f"%{byte:02X}" for byte in password.encode())
        return f"postgresql+asyncpg://{user}:{escaped}@127.0.0.1:{self.port()}/{database}"

    def admin_url(self, database: str) -> str:
        return self.url(database, "fairlead", ADMIN_PASSWORD)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedServer]:
    server = GuardedServer(tmp_path_factory.mktemp("guarded"))
    asyncio.run(server.start())
    yield server
    asyncio.run(server.server.stop())


@pytest.fixture
async def name(guarded: GuardedServer, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """An empty database, and none of the roles of the test before."""
    made = f"for_{abs(hash(request.node.name)):x}"
    admin = await guarded.connect("postgres", "fairlead", ADMIN_PASSWORD)
    await admin.execute(f"CREATE DATABASE {made}")
    yield made
    await admin.execute(f"DROP DATABASE {made} WITH (FORCE)")
    for record in await admin.fetch("SELECT rolname FROM pg_roles WHERE rolname LIKE 'bot\\_%'"):
        await admin.execute(f'DROP ROLE "{record["rolname"]}"')
    await admin.close()


async def roles_and_grants(guarded: GuardedServer, name: str) -> list[tuple[object, ...]]:
    admin = await guarded.connect(name, "fairlead", ADMIN_PASSWORD)
    try:
        found = await admin.fetch(
            "SELECT rolname::text, rolpassword, rolconnlimit::text FROM pg_authid WHERE rolname LIKE 'bot%'"
            " UNION ALL SELECT nspname, nspacl::text, nspowner::text FROM pg_namespace"
            " UNION ALL SELECT datname, datacl::text, datdba::text FROM pg_database"
            " UNION ALL SELECT 'setting', setconfig::text, setrole::text FROM pg_db_role_setting"
            " UNION ALL SELECT 'member', roleid::text, member::text FROM pg_auth_members ORDER BY 1, 2, 3"
        )
        return [tuple(record) for record in found]
    finally:
        await admin.close()


async def test_the_second_time_nothing_is_changed(guarded: GuardedServer, name: str):
    done = await provision(guarded.admin_url(name), DEMO, PASSWORDS)
    assert "schema bot_demo was made" in done
    before = await roles_and_grants(guarded, name)
    assert await provision(guarded.admin_url(name), DEMO, PASSWORDS) == ()
    assert await roles_and_grants(guarded, name) == before


async def test_roles_log_in_with_their_passwords_and_work_in_their_schema(guarded: GuardedServer, name: str):
    await provision(guarded.admin_url(name), DEMO, PASSWORDS)
    await migrate(guarded.url(name, DEMO.owner, PASSWORDS.owner))
    database = Database(guarded.url(name, DEMO.runtime, PASSWORDS.runtime))
    assert await database.schema_revision() is not None
    await database.close()
    for role, password in ((DEMO.owner, PASSWORDS.runtime), (DEMO.runtime, PASSWORDS.owner)):
        with pytest.raises(asyncpg.InvalidPasswordError):
            await guarded.connect(name, role, password)


async def test_another_password_is_taken_and_the_old_one_refused(guarded: GuardedServer, name: str):
    await provision(guarded.admin_url(name), DEMO, PASSWORDS)
    changed = Passwords(PASSWORDS.owner, "another")
    assert await provision(guarded.admin_url(name), DEMO, changed) == ("role bot_demo_runtime has another password",)
    await (await guarded.connect(name, DEMO.runtime, "another")).close()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await guarded.connect(name, DEMO.runtime, PASSWORDS.runtime)


async def test_no_password_is_in_the_servers_log(guarded: GuardedServer, name: str):
    unheard = Passwords("unheard-of-owner", "unheard-of-runtime")
    await provision(guarded.admin_url(name), DEMO, unheard)
    log = (guarded.folder / "postgres.log").read_text()
    assert f'CREATE ROLE "{DEMO.owner}"' in log
    assert "unheard-of" not in log


async def test_two_jobs_at_once_make_it_once(guarded: GuardedServer, name: str):
    jobs = [provision(guarded.admin_url(name), DEMO, PASSWORDS) for _ in range(3)]
    done = await asyncio.gather(*jobs)
    assert sorted(map(bool, done)) == [False, False, True]


async def test_bots_neither_read_nor_use_each_others_schema(guarded: GuardedServer, name: str):
    for schema in (DEMO, OTHER):
        await provision(guarded.admin_url(name), schema, PASSWORDS)
        await migrate(guarded.url(name, schema.owner, PASSWORDS.owner))
    for mine, theirs in ((DEMO, OTHER), (OTHER, DEMO)):
        for role, password in ((mine.owner, PASSWORDS.owner), (mine.runtime, PASSWORDS.runtime)):
            connection = await guarded.connect(name, role, password)
            assert await connection.fetchval("SELECT current_schema()") == mine.name
            assert await connection.fetch("SELECT * FROM guilds") == []
            for statement in (
                f"SELECT * FROM {theirs.name}.guilds",
                f"SELECT * FROM {theirs.name}.alembic_version",
                f"CREATE TABLE {theirs.name}.mine (id int)",
                f"SET ROLE {theirs.owner}",
                f"ALTER ROLE {theirs.runtime} PASSWORD 'x'",
                f"ALTER ROLE {theirs.runtime} SET search_path = {mine.name}",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)
            await connection.close()


async def test_roles_have_no_power_over_the_server_and_lose_what_they_were_given(guarded: GuardedServer, name: str):
    await provision(guarded.admin_url(name), DEMO, PASSWORDS)
    admin = await guarded.connect(name, "fairlead", ADMIN_PASSWORD)
    powers = (
        "SELECT bool_or(rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)"
        " FROM pg_roles WHERE rolname LIKE 'bot%'"
    )
    assert await admin.fetchval(powers) is False
    await admin.execute(f"ALTER ROLE {DEMO.runtime} BYPASSRLS")
    assert await provision(guarded.admin_url(name), DEMO, PASSWORDS) == (
        "role bot_demo_runtime has lost privileges that it must not have",
    )
    assert await admin.fetchval(powers) is False
    await admin.close()


async def test_somebody_who_was_not_let_in_stays_outside(guarded: GuardedServer, name: str):
    await provision(guarded.admin_url(name), DEMO, PASSWORDS)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied for database"):
        await guarded.connect(name, "creator", "creator")


async def test_an_administrator_who_is_no_superuser_suffices(guarded: GuardedServer, name: str):
    creator = await guarded.connect("postgres", "creator", "creator")
    await creator.execute("CREATE DATABASE of_the_creator")
    url = guarded.url("of_the_creator", "creator", "creator")
    await provision(url, DEMO, PASSWORDS)
    again = await provision(url, DEMO, Passwords(PASSWORDS.owner, "another"))
    assert set(again) == {f"role {role} has another password" for role in (DEMO.owner, DEMO.runtime)}
    await migrate(guarded.url("of_the_creator", DEMO.owner, PASSWORDS.owner))
    await (await guarded.connect("of_the_creator", DEMO.runtime, "another")).close()
    await creator.execute("DROP DATABASE of_the_creator WITH (FORCE)")
    await creator.close()


async def test_an_administrator_who_may_not_is_told_so_and_nothing_is_left(guarded: GuardedServer, name: str):
    before = await roles_and_grants(guarded, name)
    with pytest.raises(ConfigurationError, match=r"may not do that|may not close database"):
        await provision(guarded.url(name, "creator", "creator"), DEMO, PASSWORDS)
    assert await roles_and_grants(guarded, name) == before


async def test_a_wrong_password_of_the_administrator_is_said_plainly(guarded: GuardedServer, name: str):
    with pytest.raises(DatabaseError, match="does not accept the user or the password") as refused:
        await provision(guarded.url(name, "fairlead", "wrong"), DEMO, PASSWORDS)
    assert "wrong" not in str(refused.value)
    with pytest.raises(DatabaseError, match="does not exist"):
        await provision(guarded.admin_url("none"), DEMO, PASSWORDS)
    with pytest.raises(DatabaseError, match="does not answer"):
        await provision("postgresql://fairlead@127.0.0.1:1/none", DEMO, PASSWORDS)


async def test_a_schema_that_belongs_to_somebody_else_is_left_alone(guarded: GuardedServer, name: str):
    admin = await guarded.connect(name, "fairlead", ADMIN_PASSWORD)
    await admin.execute(f"CREATE SCHEMA {DEMO.name}")
    with pytest.raises(ConfigurationError, match="belongs to fairlead, not to bot_demo_owner"):
        await provision(guarded.admin_url(name), DEMO, PASSWORDS)
    assert await admin.fetchval("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'bot%'") == 0
    await admin.close()


async def test_a_database_whose_name_needs_quotes_is_closed_as_well(guarded: GuardedServer, name: str):
    admin = await guarded.connect("postgres", "fairlead", ADMIN_PASSWORD)
    await admin.execute('CREATE DATABASE "a ""name"" of-ours"')
    url = guarded.admin_url("a%20%22name%22%20of-ours")
    assert "role bot_demo_owner was made" in await provision(url, DEMO, PASSWORDS)
    assert await provision(url, DEMO, PASSWORDS) == ()
    await admin.execute('DROP DATABASE "a ""name"" of-ours" WITH (FORCE)')
    await admin.close()

"""Make a bot's schema and roles, with the credential of an administrator; doing it again changes nothing."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import asyncpg

from fairlead_shared.database.answers import NO_ANSWER, database_error
from fairlead_shared.database.names import BotSchema
from fairlead_shared.database.scram import scram_verifier, verifies
from fairlead_shared.errors import ConfigurationError, DatabaseError

CONNECT_SECONDS: Final = 10
STATEMENT_SECONDS: Final = 60.0
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('fairlead provision', 0))"
_ATTRIBUTES: Final = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"

type Connection = Any  # asyncpg ships no types


@dataclass(frozen=True, slots=True)
class Passwords:
    """The passwords of a bot's roles.

    Attributes:
        owner: Of the role that migrates.
        runtime: Of the role that bot and API work with.
    """

    owner: str
    runtime: str


async def provision(admin_url: str, schema: BotSchema, passwords: Passwords) -> tuple[str, ...]:
    """Make what a bot needs in the database of an address: all of it, or nothing.

    Args:
        admin_url: ``postgresql://``, with a role that may create roles and owns the database, or a superuser.
        schema: The bot's schema.
        passwords: Of its roles.

    Returns:
        What was changed, a sentence each.

    Raises:
        ConfigurationError: The administrator may not do it, or a password does not fit.
        DatabaseError: PostgreSQL does not answer, or does not accept the administrator.
    """
    done: list[str] = []
    async with _connected(admin_url) as connection, connection.transaction():
        await connection.execute(_LOCK)
        for role, password in ((schema.owner, passwords.owner), (schema.runtime, passwords.runtime)):
            done += await _role(connection, role, password)
            done += await _search_path(connection, role, schema.name)
        done += await _schema(connection, schema)
        done += await _closed_to_public(connection)
        done += await _let_in(connection, schema)
    return tuple(done)


async def _role(connection: Connection, role: str, password: str) -> list[str]:
    found = await connection.fetchrow(
        "SELECT rolcanlogin AND NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)"
        " AS fits FROM pg_roles WHERE rolname = $1",
        role,
    )
    verifier = scram_verifier(password)
    if found is None:
        await connection.execute(f"""CREATE ROLE "{role}" {_ATTRIBUTES} PASSWORD '{verifier}'""")
        return [f"role {role} was made"]
    done: list[str] = []
    if not found["fits"]:
        await connection.execute(f'ALTER ROLE "{role}" {_ATTRIBUTES}')
        done.append(f"role {role} has lost privileges that it must not have")
    if not await _has_password(connection, role, password):
        await connection.execute(f"""ALTER ROLE "{role}" PASSWORD '{verifier}'""")
        done.append(f"role {role} has another password")
    return done


async def _has_password(connection: Connection, role: str, password: str) -> bool:
    """Return whether a role is known to have a password; only superusers may look, for others it is set each time."""
    if not await connection.fetchval("SELECT has_table_privilege('pg_authid', 'SELECT')"):
        return False
    return verifies(await connection.fetchval("SELECT rolpassword FROM pg_authid WHERE rolname = $1", role), password)


async def _search_path(connection: Connection, role: str, schema: str) -> list[str]:
    wanted = f"search_path={schema}"
    found = await connection.fetchval(
        "SELECT $2 = ANY (s.setconfig) FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole"
        " WHERE r.rolname = $1 AND s.setdatabase = 0",
        role,
        wanted,
    )
    if found:
        return []
    await connection.execute(f'ALTER ROLE "{role}" SET search_path = "{schema}"')
    return [f"role {role} works in schema {schema}"]


async def _schema(connection: Connection, schema: BotSchema) -> list[str]:
    owner = await connection.fetchval(
        "SELECT r.rolname FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner WHERE n.nspname = $1", schema.name
    )
    if owner == schema.owner:
        return []
    if owner is not None:
        raise ConfigurationError(
            f"Schema {schema.name} is there already and belongs to {owner}, not to {schema.owner}."
        )
    # An administrator who is no superuser may give a schema only to a role whose member it is.
    if not await connection.fetchval("SELECT pg_has_role(current_user, $1, 'USAGE')", schema.owner):
        await connection.execute(f'GRANT "{schema.owner}" TO CURRENT_USER')
    await connection.execute(f'CREATE SCHEMA "{schema.name}" AUTHORIZATION "{schema.owner}"')
    return [f"schema {schema.name} was made"]


async def _closed_to_public(connection: Connection) -> list[str]:
    """Take from everybody what everybody has in a new database."""
    closed = (
        "SELECT current_database() AS name,"
        " EXISTS (SELECT FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a"
        " WHERE d.datname = current_database() AND a.grantee = 0) AS database,"
        " EXISTS (SELECT FROM pg_namespace n, aclexplode(n.nspacl) a"
        " WHERE n.nspname = 'public' AND a.grantee = 0) AS public"
    )
    found = await connection.fetchrow(closed)
    if not found["database"] and not found["public"]:
        return []
    if found["public"]:
        await connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    await connection.execute(f"REVOKE ALL ON DATABASE {_quoted(found['name'])} FROM PUBLIC")
    found = await connection.fetchrow(closed)
    if found["database"] or found["public"]:
        raise ConfigurationError(
            f"The administrator may not close database {found['name']} and its schema public to everybody else: it has "
            "to own the database."
        )
    return [f"database {found['name']} is closed to roles that are not let in"]


async def _let_in(connection: Connection, schema: BotSchema) -> list[str]:
    done: list[str] = []
    database = await connection.fetchval("SELECT current_database()")
    for role in (schema.owner, schema.runtime):
        if not await connection.fetchval("SELECT has_database_privilege($1, current_database(), 'CONNECT')", role):
            await connection.execute(f'GRANT CONNECT ON DATABASE {_quoted(database)} TO "{role}"')
            done.append(f"role {role} is let into database {database}")
    if not await connection.fetchval("SELECT has_schema_privilege($1, $2, 'USAGE')", schema.runtime, schema.name):
        await connection.execute(f'GRANT USAGE ON SCHEMA "{schema.name}" TO "{schema.runtime}"')
        done.append(f"role {schema.runtime} may use schema {schema.name}")
    return done


@asynccontextmanager
async def _connected(url: str) -> AsyncGenerator[Connection]:
    """Give a connection, and say what errors on it mean."""
    connection: Connection = None
    try:
        connection = await asyncpg.connect(
            _plain(url), timeout=CONNECT_SECONDS, command_timeout=STATEMENT_SECONDS, server_settings={"search_path": ""}
        )
        yield connection
    except asyncpg.InsufficientPrivilegeError as error:
        raise ConfigurationError(f"The administrator's role may not do that: {error}.") from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise database_error(error) or DatabaseError(NO_ANSWER) from error
    finally:
        if connection:
            connection.terminate() if connection.is_closed() else await connection.close(timeout=CONNECT_SECONDS)


def _plain(url: str) -> str:
    """Return an address as asyncpg knows it."""
    return urlsplit(url)._replace(scheme="postgresql").geturl()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

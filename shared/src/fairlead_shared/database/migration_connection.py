"""The connection that migrations run on: one at a time for a schema, and never waiting long in others' way."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from fairlead_shared.database.answers import NO_ANSWER
from fairlead_shared.database.engine import Limits, make_engine_without_pool
from fairlead_shared.database.names import BotSchema
from fairlead_shared.errors import ConfigurationError, DatabaseError

MIGRATION_LIMITS: Final = Limits(statement_seconds=300.0, lock_seconds=5.0)
"""A migration that waits for a lock has everybody else wait behind it: it gives up early and is run again."""
QUEUE_SECONDS: Final = 600.0
"""How long a job waits for another one that migrates the same schema."""
_POLL_SECONDS: Final = 0.2
_LOCK: Final = text("SELECT pg_try_advisory_lock(hashtextextended('fairlead ' || current_schema(), 0))")


@asynccontextmanager
async def migration_connection(
    url: str, limits: Limits = MIGRATION_LIMITS, queue_seconds: float = QUEUE_SECONDS
) -> AsyncGenerator[AsyncConnection]:
    """Give the connection of an owner role, while nobody else migrates its schema.

    It has to be a connection to PostgreSQL itself: a pooler that shares connections loses the lock.

    Raises:
        ConfigurationError: The role is not the owner of a bot's schema.
        DatabaseError: PostgreSQL does not answer, another job goes on migrating, a migration took too long, or waited
            too long for a lock.
    """
    async with schema_connection(url, limits) as (connection, schema):
        user = await connection.scalar(text("SELECT current_user"))
        if schema is None or user != BotSchema(schema).owner:
            raise ConfigurationError(
                f"{user} is not the owner of a bot's schema: `fairlead database provision` makes both, and migrations "
                "take the address of the role whose name ends with _owner."
            )
        await _wait_for_turn(connection, queue_seconds)
        # The owner, too, sees only rows of a scope: without one a migration of data would find none.
        await connection.execute(text("SELECT set_config('fairlead.scope', 'fleet', false)"))
        await connection.commit()
        yield connection


@asynccontextmanager
async def schema_connection(
    url: str, limits: Limits = MIGRATION_LIMITS
) -> AsyncGenerator[tuple[AsyncConnection, str | None]]:
    """Give a connection of its own, and the schema that its role works in.

    Raises:
        DatabaseError: PostgreSQL does not answer.
    """
    engine = make_engine_without_pool(url, limits)
    try:
        async with _connected(engine.connect()) as connection:
            schema: str | None = await connection.scalar(text("SELECT current_schema()"))
            await connection.commit()
            yield connection, schema
    finally:
        await engine.dispose()


@asynccontextmanager
async def _connected(connection: AsyncConnection) -> AsyncGenerator[AsyncConnection]:
    try:
        await connection.start()
    except OSError as error:
        raise DatabaseError(NO_ANSWER) from error
    try:
        yield connection
    finally:
        await connection.close()


async def _wait_for_turn(connection: AsyncConnection, seconds: float) -> None:
    """Take the lock that goes with the connection.

    It asks again and again, between transactions: a statement that waits inside PostgreSQL would hold a snapshot, and
    an index that is built concurrently waits for every snapshot to end.
    """
    try:
        async with asyncio.timeout(seconds):
            while not await connection.scalar(_LOCK):
                await connection.commit()
                await asyncio.sleep(_POLL_SECONDS)
    except TimeoutError as error:
        raise DatabaseError("Another job has been migrating the schema for too long.") from error

"""Connections to PostgreSQL, the same for everybody: with deadlines, and with errors that say what they mean."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.sql.base import Executable

from fairlead_shared.database.answers import NO_ANSWER, database_error
from fairlead_shared.errors import DatabaseError

CONNECT_SECONDS: Final = 5.0
"""How long a connection, and waiting for a free one, may take."""
_SILENCE_SECONDS: Final = 5.0
"""How long a server that keeps its own limits may be late before it counts as lost."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What PostgreSQL itself keeps to, in seconds.

    Attributes:
        statement_seconds: How long a statement may take.
        lock_seconds: How long a statement may wait for a lock.
    """

    statement_seconds: float
    lock_seconds: float


def make_engine(url: str, limits: Limits | None, *, pool_size: int, max_overflow: int) -> AsyncEngine:
    """Return a pool of connections; it connects when it is first used.

    Args:
        url: ``postgresql://`` or ``postgresql+asyncpg://``.
        limits: Nothing leaves PostgreSQL to its own configuration.
        pool_size: How many connections stay.
        max_overflow: How many more there may be for a time.
    """
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"),
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=CONNECT_SECONDS,
        pool_pre_ping=True,
        connect_args=_connect_arguments(limits),
    )
    return _speaking_plainly(engine)


def make_engine_without_pool(url: str, limits: Limits) -> AsyncEngine:
    """Return what makes a connection each time that it is asked for one."""
    url_with_driver = make_url(url).set(drivername="postgresql+asyncpg")
    return _speaking_plainly(
        create_async_engine(url_with_driver, poolclass=NullPool, connect_args=_connect_arguments(limits))
    )


@asynccontextmanager
async def transaction(sessions: async_sessionmaker[AsyncSession], *first: Executable) -> AsyncGenerator[AsyncSession]:
    """Give a session for one piece of work: committed at the end of the block, rolled back on an error.

    Args:
        sessions: What makes the session.
        first: Statements that begin the transaction.

    Raises:
        DatabaseError: The database does not answer. What a statement did wrong stays SQLAlchemy's error, and what the
            block itself raises stays what it is.
    """
    async with sessions() as session:
        try:
            await session.connection()
            for statement in first:
                await session.execute(statement)
        except (OSError, PoolTimeoutError) as error:
            raise DatabaseError(NO_ANSWER) from error
        yield session
        await session.commit()


def _connect_arguments(limits: Limits | None) -> dict[str, Any]:  # Any: asyncpg's arguments are of many types
    arguments: dict[str, Any] = {"timeout": CONNECT_SECONDS}
    if limits:
        arguments["command_timeout"] = limits.statement_seconds + _SILENCE_SECONDS
        arguments["server_settings"] = {
            "statement_timeout": str(int(limits.statement_seconds * 1000)),
            "lock_timeout": str(int(limits.lock_seconds * 1000)),
        }
    return arguments


def _speaking_plainly(engine: AsyncEngine) -> AsyncEngine:
    event.listen(engine.sync_engine, "handle_error", _meaning)
    return engine


def _meaning(context: ExceptionContext) -> DatabaseError | None:
    """Return what an error of the driver means; only errors of statements, connecting and committing come here."""
    error = context.original_exception
    if context.is_pre_ping or isinstance(error, asyncio.CancelledError):
        return None  # the pool makes another connection; somebody ends the task
    if isinstance(error, OSError):
        context.is_disconnect = True  # a server that is silent may answer later: to somebody else's question
    return database_error(error, disconnected=context.is_disconnect)

"""Connections to PostgreSQL, the same for everybody: with deadlines, and with errors that say what they mean."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import Dialect, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, PoolProxiedConnection
from sqlalchemy.sql.base import Executable

from fairlead_shared.database.answers import NO_ANSWER, database_error
from fairlead_shared.errors import DatabaseError

CONNECT_SECONDS: Final = 5.0
"""How long a connection, and waiting for a free one, may take."""
ASK_AFTER_SECONDS: Final = 5.0
"""How long a connection rests before it is asked whether it is still there when somebody wants it."""
_RESTS_SINCE: Final = "rests_since"
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
        connect_args=_connect_arguments(limits),
    )
    event.listen(engine.sync_engine, "checkin", _note_rest)
    event.listen(engine.sync_engine, "checkout", partial(_look_at, engine.dialect))
    return _speaking_plainly(engine)


def make_engine_without_pool(url: str, limits: Limits) -> AsyncEngine:
    """Return what makes a connection each time that it is asked for one."""
    url_with_driver = make_url(url).set(drivername="postgresql+asyncpg")
    return _speaking_plainly(
        create_async_engine(url_with_driver, poolclass=NullPool, connect_args=_connect_arguments(limits))
    )


@asynccontextmanager
async def transaction(
    sessions: async_sessionmaker[AsyncSession],
    first: Executable | None = None,
    values: Mapping[str, str] | None = None,
    *,
    begin_seconds: float | None = None,
) -> AsyncGenerator[AsyncSession]:
    """Give a session for one piece of work: committed at the end of the block, rolled back on an error.

    Args:
        sessions: What makes the session.
        first: A statement that begins the transaction.
        values: Its parameters.
        begin_seconds: How long all may take until the transaction has begun: waiting for a connection, looking at it,
            making another one. Nothing leaves each of them its own time.

    Raises:
        DatabaseError: The database does not answer. What a statement did wrong stays SQLAlchemy's error, and what the
            block itself raises stays what it is.
    """
    async with sessions() as session:
        try:
            async with asyncio.timeout(begin_seconds):
                await session.connection()
                if first is not None:
                    await session.execute(first, values)
        except (OSError, PoolTimeoutError) as error:
            raise DatabaseError(NO_ANSWER) from error
        yield session
        await session.commit()


def _note_rest(_connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    record.info[_RESTS_SINCE] = time.monotonic()


def _look_at(
    dialect: Dialect, connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    """Have a lost connection replaced before it is used.

    The driver knows when the server has closed it, which takes no question; the pool's own pre-ping asks three each
    time. One that is silently gone is found out by asking, where nobody has heard of it for a while.

    Raises:
        DisconnectionError: The connection is lost: the pool makes another one.
    """
    rested = time.monotonic() - record.info.get(_RESTS_SINCE, time.monotonic())
    if connection.driver_connection.is_closed() or (rested > ASK_AFTER_SECONDS and not _answers(dialect, connection)):
        raise DisconnectionError("the connection is lost")


def _answers(dialect: Dialect, connection: DBAPIConnection) -> bool:
    try:
        return dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error:
        return False


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
    if isinstance(error, asyncio.CancelledError):
        return None  # somebody ends the task
    if isinstance(error, OSError):
        context.is_disconnect = True  # a server that is silent may answer later: to somebody else's question
    return database_error(error, disconnected=context.is_disconnect)

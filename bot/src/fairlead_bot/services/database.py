"""The database on PostgreSQL."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from fairlead_shared.errors import DatabaseError

CONNECT_SECONDS: Final = 5.0
"""How long a connection, and waiting for a free one, may take."""


class PostgresDatabase:
    """Sessions from a pool of connections; it connects when it is first used."""

    configured = True

    def __init__(self, url: str, *, pool_size: int, max_overflow: int) -> None:
        self._engine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=max_overflow,
            pool_timeout=CONNECT_SECONDS,
            pool_pre_ping=True,
            connect_args={"timeout": CONNECT_SECONDS},
        )
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    @asynccontextmanager
    async def session(self) -> AsyncGenerator[AsyncSession]:
        """Give a session for one piece of work: committed at the end of the block, rolled back on an error.

        Raises:
            DatabaseError: The database does not answer. What a statement did wrong stays SQLAlchemy's error.
        """
        try:
            async with self._sessions() as session, session.begin():
                yield session
        except (OSError, OperationalError, InterfaceError, PoolTimeoutError) as error:
            raise DatabaseError("The database does not answer.") from error

    async def ping(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            DatabaseError: It does not answer.
        """
        async with self.session() as session, asyncio.timeout(CONNECT_SECONDS):
            await session.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

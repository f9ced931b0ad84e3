"""The database on PostgreSQL."""

import asyncio
from contextlib import AbstractAsyncContextManager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from fairlead_shared.database.answers import NO_ANSWER
from fairlead_shared.database.engine import CONNECT_SECONDS, make_engine, transaction
from fairlead_shared.errors import DatabaseError


class PostgresDatabase:
    """Sessions from a pool of connections; it connects when it is first used."""

    configured = True

    def __init__(self, url: str, *, pool_size: int, max_overflow: int) -> None:
        self._engine = make_engine(url, None, pool_size=pool_size, max_overflow=max_overflow)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    def session(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Give a session for one piece of work: committed at the end of the block, rolled back on an error.

        Raises:
            DatabaseError: The database does not answer. What a statement did wrong stays SQLAlchemy's error.
        """
        return transaction(self._sessions)

    async def ping(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            DatabaseError: It does not answer.
        """
        try:
            async with asyncio.timeout(CONNECT_SECONDS), self.session() as session:
                await session.execute(text("SELECT 1"))
        except TimeoutError as error:
            raise DatabaseError(NO_ANSWER) from error

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

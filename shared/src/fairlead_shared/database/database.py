"""The database of the API and of bots: transactions in a scope."""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.sql.base import Executable

from fairlead_shared.database.answers import NO_ANSWER
from fairlead_shared.database.engine import CONNECT_SECONDS, Limits, make_engine, transaction
from fairlead_shared.database.revision import BASELINE
from fairlead_shared.database.scope import Scope, settings_of
from fairlead_shared.errors import DatabaseError

LOCK_SECONDS: Final = 5.0
"""How long a statement may wait for a row or a table that another transaction has locked."""


_ENTERING: Final = text(
    "SELECT set_config('fairlead.scope', :scope, true), set_config('fairlead.guild_id', :guild_id, true),"
    " set_config('fairlead.user_id', :user_id, true)"
)
"""Puts a transaction into a scope, until its end."""


class Database:
    """Transactions from a pool of connections; it connects when it is first used.

    Args:
        url: Where PostgreSQL is, with the bot's runtime role.
        pool_size: How many connections stay.
        max_overflow: How many more there may be for a time.
        statement_seconds: How long a statement may take.
        begin_seconds: How long it may take until a transaction has begun; nothing leaves it to the deadlines of waiting
            for a connection and of making one.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 20,
        max_overflow: int = 0,
        statement_seconds: float = 10.0,
        begin_seconds: float | None = None,
    ) -> None:
        limits = Limits(statement_seconds, min(LOCK_SECONDS, statement_seconds))
        self._engine = make_engine(url, limits, pool_size=pool_size, max_overflow=max_overflow)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        self._begin_seconds = begin_seconds

    def transaction(self, scope: Scope) -> AbstractAsyncContextManager[AsyncSession]:
        """Give a session for one transaction: committed at the end of the block, rolled back on an error.

        Row-level security hides what is not in the scope. It is the second barrier: statements still name the guild.

        Raises:
            DatabaseError: PostgreSQL does not answer in time, or every connection is in use. What a statement did
                wrong stays SQLAlchemy's error.
        """
        return transaction(self._sessions, _ENTERING, settings_of(scope), begin_seconds=self._begin_seconds)

    async def ping(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            DatabaseError: It does not answer.
        """
        await self._ask(text("SELECT 1"))

    async def schema_revision(self) -> str | None:
        """Return the newest baseline migration that the database has, or nothing before any.

        Raises:
            DatabaseError: It does not answer.
        """
        if await self._ask(text("SELECT to_regclass('alembic_version')")) is None:
            return None
        newest = text("SELECT max(version_num) FROM alembic_version WHERE starts_with(version_num, :baseline)")
        found = await self._ask(newest.bindparams(baseline=f"{BASELINE}_"))
        return None if found is None else str(found)

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    async def _ask(self, question: Executable) -> object:
        """Return the one value that a question about the server itself has."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS), transaction(self._sessions) as session:
                return await session.scalar(question)
        except TimeoutError as error:
            raise DatabaseError(NO_ANSWER) from error

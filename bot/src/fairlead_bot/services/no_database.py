"""The database of a bot that has none."""

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

from fairlead_shared.errors import DatabaseError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_SENTENCE = "This bot has no database."


class NoDatabase:
    """Says so whenever it is asked."""

    configured = False

    def session(self, guild_id: int) -> AbstractAsyncContextManager["AsyncSession"]:
        """Refuse.

        Raises:
            DatabaseError: always.
        """
        del guild_id
        raise DatabaseError(_SENTENCE)

    def fleet_session(self) -> AbstractAsyncContextManager["AsyncSession"]:
        """Refuse.

        Raises:
            DatabaseError: always.
        """
        raise DatabaseError(_SENTENCE)

    async def ping(self) -> None:
        """Refuse.

        Raises:
            DatabaseError: always.
        """
        raise DatabaseError(_SENTENCE)

    async def close(self) -> None:
        """Close nothing."""

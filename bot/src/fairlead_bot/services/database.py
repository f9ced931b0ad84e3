"""The database on PostgreSQL."""

from contextlib import AbstractAsyncContextManager
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead_shared.database.database import Database
from fairlead_shared.database.scope import FleetScope, GuildScope

BEGIN_SECONDS: Final = 2.0
"""How long it may take until a transaction has begun, or is known not to.

Discord waits 3 s for the first answer to a command: who runs one that needs the database is to be told that it is away.
https://discord.com/developers/docs/interactions/receiving-and-responding
"""


class PostgresDatabase(Database):
    """The database that the API has, too, as cogs use it.

    Args:
        url: Where PostgreSQL is, with the bot's runtime role.
        pool_size: How many connections stay.
        max_overflow: How many more there may be for a time.
    """

    configured = True

    def __init__(self, url: str, *, pool_size: int, max_overflow: int) -> None:
        super().__init__(url, pool_size=pool_size, max_overflow=max_overflow, begin_seconds=BEGIN_SECONDS)

    def session(self, guild_id: int) -> AbstractAsyncContextManager[AsyncSession]:
        """Give a session for one transaction that sees and writes the rows of one guild.

        Raises:
            DatabaseError: The database does not answer. What a statement did wrong stays SQLAlchemy's error.
        """
        return self.transaction(GuildScope(guild_id))

    def fleet_session(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Give a session for one transaction that sees and writes every row.

        Raises:
            DatabaseError: As above.
        """
        return self.transaction(FleetScope())

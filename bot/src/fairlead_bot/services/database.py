"""The database on PostgreSQL."""

from contextlib import AbstractAsyncContextManager

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead_shared.database.database import Database
from fairlead_shared.database.scope import FleetScope, GuildScope


class PostgresDatabase(Database):
    """The database that the API has, too, as cogs use it."""

    configured = True

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

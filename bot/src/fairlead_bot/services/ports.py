"""What cogs may ask of the world: one Protocol each."""

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Protocol

from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PodStatus
from fairlead_shared.fleet.status import FleetSummary

if TYPE_CHECKING:
    # A bot without a database does without SQLAlchemy, too: it takes 17 MiB.
    from sqlalchemy.ext.asyncio import AsyncSession


class Database(Protocol):
    """The bot's database."""

    @property
    def configured(self) -> bool:
        """Whether the bot has a database at all."""
        ...

    def session(self, guild_id: int) -> AbstractAsyncContextManager["AsyncSession"]:
        """Return a session for one transaction: committed at the end of its block, rolled back on an error.

        It sees and writes the rows of one guild, whatever a statement forgets to name.

        Raises:
            DatabaseError: There is no database, or it does not answer.
        """
        ...

    def fleet_session(self) -> AbstractAsyncContextManager["AsyncSession"]:
        """Return a session as above that sees and writes every row, for work that belongs to no one guild.

        Raises:
            DatabaseError: As above.
        """
        ...

    async def ping(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            DatabaseError: There is no database, or it does not answer.
        """
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


class Fleet(Protocol):
    """What is known of the fleet."""

    @property
    def generation(self) -> Generation:
        """The layout that this pod belongs to."""
        ...

    def shard_of(self, guild_id: int) -> int:
        """Return the shard that receives a guild's events."""
        ...

    def own(self) -> PodStatus:
        """Return what this pod says of itself now."""
        ...

    async def status(self) -> FleetSummary:
        """Return the last status of every shard, without its figures.

        Raises:
            StoreError: Redis does not answer.
        """
        ...

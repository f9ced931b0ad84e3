"""The table of guilds, as a test reads it."""

from dataclasses import dataclass

from sqlalchemy import select

from fairlead_shared.database.database import Database
from fairlead_shared.database.models import AuthorizedUser, Guild
from fairlead_shared.database.scope import FleetScope, UserScope
from tests.integration.fairlead_bot.waiting import eventually


@dataclass(frozen=True)
class Row:
    """A guild in the table."""

    name: str
    adder: int
    is_active: bool


class Table:
    """Reads the table of guilds and the grants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rows(self) -> dict[int, Row]:
        async with self._database.transaction(FleetScope()) as session:
            found = await session.scalars(select(Guild))
            return {each.guild_id: Row(each.guild_name, each.added_by_user_id, each.is_active) for each in found}

    async def grants(self, guild_id: int) -> set[tuple[int, int]]:
        """Who has access, and by whom."""
        granted = select(AuthorizedUser).where(AuthorizedUser.guild_id == guild_id, AuthorizedUser.is_active)
        async with self._database.transaction(FleetScope()) as session:
            found = [*await session.scalars(granted)]
        assert len({each.user_id for each in found}) == len(found)
        return {(each.user_id, each.granted_by_user_id) for each in found}

    async def seen_by(self, user_id: int) -> set[int]:
        """The active guilds that a user finds in the UI."""
        async with self._database.transaction(UserScope(user_id)) as session:
            return {*await session.scalars(select(Guild.guild_id).where(Guild.is_active))}

    async def active(self) -> set[int]:
        return {guild_id for guild_id, row in (await self.rows()).items() if row.is_active}

    async def becomes(self, guild_id: int, *, active: bool, adder: int | None = None, name: str | None = None) -> None:
        """Wait until a guild's row says something."""

        async def holds() -> bool:
            row = (await self.rows()).get(guild_id)
            return (
                row is not None and row.is_active is active and adder in {None, row.adder} and name in {None, row.name}
            )

        await eventually(holds, f"guild {guild_id} is {'active' if active else 'inactive'}, added by {adder}")

    async def is_filled(self, guild_ids: set[int]) -> None:
        """Wait until exactly some guilds are active."""

        async def holds() -> bool:
            return await self.active() == guild_ids

        await eventually(holds, "the guilds are recorded")

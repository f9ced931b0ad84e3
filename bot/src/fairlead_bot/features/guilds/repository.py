"""Statements about the table of guilds."""

from collections.abc import Collection, Iterable, Mapping
from itertools import batched
from typing import Final

from sqlalchemy import BigInteger, ColumnElement, Integer, any_, case, func, literal, or_, select, text, true, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead_bot.features.guilds.comparison import GuildFacts, GuildRow
from fairlead_shared.database.models import AuthorizedUser, Guild

ROWS_A_STATEMENT: Final = 1_000
"""PostgreSQL takes 32,767 arguments in a statement."""


class GuildRepository:
    """The guilds of the fleet, in a transaction of the fleet's scope."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_shards(self, shard_ids: Collection[int], shard_count: int) -> list[GuildRow]:
        """Return the guilds of some shards; this reads the whole table."""
        shard_id = Guild.guild_id.bitwise_rshift(literal(22, Integer)) % shard_count
        return await self._rows(shard_id.in_(shard_ids))

    async def of_ids(self, guild_ids: Collection[int]) -> list[GuildRow]:
        """Return some guilds."""
        return await self._rows(_among(guild_ids))

    async def left(self, guild_ids: Collection[int]) -> None:
        """Mark guilds that the bot is no longer in; all that is kept of them stays."""
        gone = update(Guild).where(_among(guild_ids), Guild.is_active)
        await self._session.execute(gone.values(is_active=False))

    async def renamed(self, names: Mapping[int, str]) -> None:
        """Give guilds their new names."""
        for guild_id, name in sorted(names.items()):
            await self._session.execute(update(Guild).where(Guild.guild_id == guild_id).values(guild_name=name))

    async def joined(self, adders: Iterable[tuple[GuildFacts, int]]) -> None:
        """Write guilds that the bot is in now, each with who added it and that user's grant.

        One that has an active row keeps its adder: another pod was first. One that the bot had left gets the new one,
        and every grant that it had.

        Args:
            adders: The guilds, each with the user who added the bot.
        """
        # Pods that write the same guilds take their locks in the same order.
        for some in batched(sorted(adders, key=lambda each: each[0].guild_id), ROWS_A_STATEMENT):
            rows = [
                {"guild_id": facts.guild_id, "guild_name": facts.name, "added_by_user_id": adder}
                for facts, adder in some
            ]
            adding = insert(Guild).values(rows)
            new, back = adding.excluded, Guild.is_active.is_not(true())
            written = await self._session.execute(
                adding.on_conflict_do_update(
                    index_elements=[Guild.guild_id],
                    set_={
                        "guild_name": new.guild_name,
                        "added_by_user_id": case((back, new.added_by_user_id), else_=Guild.added_by_user_id),
                        "added_at": case((back, func.now()), else_=Guild.added_at),
                        "is_active": True,
                        "updated_at": func.now(),
                    },
                    where=or_(back, Guild.guild_name != new.guild_name),
                ).returning(Guild.guild_id, Guild.added_by_user_id)
            )
            grants = [
                {"guild_id": guild_id, "user_id": adder, "granted_by_user_id": adder} for guild_id, adder in written
            ]
            if grants:
                granting = insert(AuthorizedUser).values(grants)
                await self._session.execute(
                    granting.on_conflict_do_nothing(
                        index_elements=["guild_id", "user_id"], index_where=text("is_active")
                    )
                )

    async def _rows(self, condition: ColumnElement[bool]) -> list[GuildRow]:
        found = await self._session.execute(select(Guild.guild_id, Guild.guild_name, Guild.is_active).where(condition))
        return [GuildRow(guild_id, name, is_active) for guild_id, name, is_active in found]


def _among(guild_ids: Collection[int]) -> ColumnElement[bool]:
    """Return a condition that has one argument, however many guilds there are."""
    return Guild.guild_id == any_(literal(list(guild_ids), ARRAY(BigInteger)))

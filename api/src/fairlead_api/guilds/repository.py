"""Statements about guilds."""

from sqlalchemy import ColumnElement, func, select, true

from fairlead_api.access.repository import OpenGuild, Transaction
from fairlead_api.paging import Paging, Part
from fairlead_shared.database.models import AuthorizedUser, Guild


class GuildRepository:
    """The guilds."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def part(self, user_id: int | None, paging: Paging) -> Part[OpenGuild]:
        """Return some of the guilds that have the bot, in which a user has an active grant; without a user, of all."""
        rule: ColumnElement[bool] = Guild.is_active.is_(true())
        if user_id is not None:
            granted = select(AuthorizedUser.id).where(
                AuthorizedUser.guild_id == Guild.guild_id, AuthorizedUser.user_id == user_id, AuthorizedUser.is_active
            )
            rule = rule & granted.exists()
        total = await self._transaction.scalar(select(func.count()).select_from(Guild).where(rule))
        wanted = (
            select(Guild)
            .where(rule)
            .order_by(Guild.guild_name, Guild.guild_id)
            .limit(paging.limit)
            .offset(paging.offset)
        )
        rows = await self._transaction.scalars(wanted)
        guilds = [OpenGuild(row.guild_id, row.guild_name, row.added_by_user_id, row.added_at) for row in rows]
        return Part(guilds, total or 0)

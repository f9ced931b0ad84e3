"""Statements about guilds."""

from typing import Final

from sqlalchemy import bindparam, func, select

from fairlead_api.access.repository import OpenGuild, Transaction
from fairlead_api.paging import Paging, Part
from fairlead_shared.database.models import AuthorizedUser, Guild

# To make a statement takes longer than to run it: these are made once.
_ALL: Final = (
    select(Guild.guild_id, Guild.guild_name, Guild.added_by_user_id, Guild.added_at)
    .where(Guild.is_active)
    .order_by(Guild.guild_name, Guild.guild_id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_COUNT_ALL: Final = select(func.count()).select_from(Guild).where(Guild.is_active)
_GRANTED: Final = (
    select(AuthorizedUser.id)
    .where(
        AuthorizedUser.guild_id == Guild.guild_id,
        AuthorizedUser.user_id == bindparam("user_id"),
        AuthorizedUser.is_active,
    )
    .exists()
)
_OF_USER: Final = _ALL.where(_GRANTED)
_COUNT_OF_USER: Final = _COUNT_ALL.where(_GRANTED)


class GuildRepository:
    """The guilds."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def part(self, user_id: int | None, paging: Paging) -> Part[OpenGuild]:
        """Return some of the guilds that have the bot, in which a user has an active grant; without a user, of all."""
        wanted, count = (_ALL, _COUNT_ALL) if user_id is None else (_OF_USER, _COUNT_OF_USER)
        values = {"user_id": user_id, "limit": paging.limit, "offset": paging.offset}
        total = await self._transaction.scalar(count, values)
        rows = await self._transaction.execute(wanted, values)
        return Part([OpenGuild(*row) for row in rows], total or 0)

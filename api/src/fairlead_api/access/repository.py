"""Whether a guild is open to somebody. Asked anew for each request, so that a revocation holds at once everywhere."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead_shared.database.models import AuthorizedUser, Guild

type Transaction = AsyncSession
"""A transaction that repositories write their statements in; nobody else does."""


@dataclass(frozen=True, slots=True)
class OpenGuild:
    """A guild that the caller may see.

    Attributes:
        guild_id: The guild.
        name: Its name.
        initial_user_id: Who added the bot; their access cannot be revoked.
        added_at: When.
    """

    guild_id: int
    name: str
    initial_user_id: int
    added_at: datetime


_OPEN_GUILD: Final = select(Guild.guild_id, Guild.guild_name, Guild.added_by_user_id, Guild.added_at).where(
    Guild.guild_id == bindparam("guild_id"), Guild.is_active
)
_GRANTED_GUILD: Final = _OPEN_GUILD.where(
    select(AuthorizedUser.id)
    .where(
        AuthorizedUser.guild_id == bindparam("guild_id"),
        AuthorizedUser.user_id == bindparam("user_id"),
        AuthorizedUser.is_active,
    )
    .exists()
)
"""Every request about a guild asks this: it is made once."""


class AccessRepository:
    """Statements about access to a guild."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def open_guild(self, guild_id: int, user_id: int | None) -> OpenGuild | None:
        """Return a guild that has the bot, if a user has an active grant in it; without a user, whoever asks."""
        wanted = _OPEN_GUILD if user_id is None else _GRANTED_GUILD
        found = await self._transaction.execute(wanted, {"guild_id": guild_id, "user_id": user_id})
        guild = found.one_or_none()
        return None if guild is None else OpenGuild(*guild)

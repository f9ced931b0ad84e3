"""Whether a guild is open to somebody. Asked anew for each request, so that a revocation holds at once everywhere."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
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


class AccessRepository:
    """Statements about access to a guild."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def open_guild(self, guild_id: int, user_id: int | None) -> OpenGuild | None:
        """Return a guild that has the bot, if a user has an active grant in it; without a user, whoever asks."""
        wanted = select(Guild).where(Guild.guild_id == guild_id, Guild.is_active)
        if user_id is not None:
            granted = select(AuthorizedUser.id).where(
                AuthorizedUser.guild_id == guild_id, AuthorizedUser.user_id == user_id, AuthorizedUser.is_active
            )
            wanted = wanted.where(granted.exists())
        guild = await self._transaction.scalar(wanted)
        if guild is None:
            return None
        return OpenGuild(guild.guild_id, guild.guild_name, guild.added_by_user_id, guild.added_at)

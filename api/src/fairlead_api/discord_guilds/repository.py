"""Statements about which guilds have the bot."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import ARRAY, BigInteger, any_, bindparam, select

from fairlead_api.access.repository import Transaction
from fairlead_shared.database.models import Guild

_WITH_BOT: Final = select(Guild.guild_id).where(
    Guild.guild_id == any_(bindparam("guild_ids", type_=ARRAY(BigInteger))), Guild.is_active
)


class PresenceRepository:
    """Where the bot is."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def among(self, guild_ids: Collection[int]) -> frozenset[int]:
        """Return those of some guilds that have the bot."""
        return frozenset(await self._transaction.scalars(_WITH_BOT, {"guild_ids": [*guild_ids]}))

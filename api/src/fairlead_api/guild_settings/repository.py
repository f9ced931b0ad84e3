"""Statements about guilds' settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from pydantic import JsonValue
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from fairlead_api.access.repository import Transaction
from fairlead_shared.database.models import Guild, GuildSetting

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored under a key.

    Attributes:
        value: JSON, whatever it is.
        version: When it was changed last, in microseconds since 1970; it grows with each change.
    """

    value: JsonValue
    version: int


class GuildSettingsRepository:
    """The settings of one guild."""

    def __init__(self, transaction: Transaction, guild_id: int) -> None:
        self._transaction = transaction
        self._guild_id = guild_id

    async def lock(self) -> None:
        """Have others who change settings of the guild wait for the end of the transaction."""
        row = select(Guild.guild_id).where(Guild.guild_id == self._guild_id).with_for_update(key_share=True)
        await self._transaction.execute(row)

    async def stored(self) -> Mapping[str, Stored]:
        """Return everything that is stored, by key."""
        wanted = select(GuildSetting.setting_key, GuildSetting.setting_value, GuildSetting.updated_at).where(
            GuildSetting.guild_id == self._guild_id
        )
        rows = await self._transaction.execute(wanted)
        return {key: Stored(value, _version(updated_at)) for key, value, updated_at in rows}

    async def store(self, key: str, value: JsonValue) -> int:
        """Store a value and return its version."""
        adding = insert(GuildSetting).values(
            guild_id=self._guild_id, setting_key=key, setting_value=value, updated_at=func.clock_timestamp()
        )
        # Not now(): it is when the transaction began, which may be before the last change.
        later = func.greatest(func.clock_timestamp(), GuildSetting.updated_at + _TICK)
        replacing = adding.on_conflict_do_update(
            index_elements=["guild_id", "setting_key"], set_={"setting_value": value, "updated_at": later}
        ).returning(GuildSetting.updated_at)
        return _version((await self._transaction.execute(replacing)).scalar_one())


def _version(updated_at: datetime) -> int:
    return (updated_at - _EPOCH) // _TICK

"""Asks Discord for channels, roles and members of guilds, and keeps each answer for some seconds."""

from collections.abc import Awaitable, Callable
from typing import Final

from pydantic import TypeAdapter
from redis.asyncio import Redis

from fairlead_api.discord.bot import DiscordBot, DiscordMember
from fairlead_api.discord.places import DiscordChannel, DiscordRole
from fairlead_api.store_errors import store_errors
from fairlead_shared.errors import NotFoundError, StoreError
from fairlead_shared.logging import get_logger

KEPT_SECONDS: Final = 10
"""How long an answer is taken for the truth: a form asks once for each field, and the bot's limits are shared."""
_CHANNELS: Final = TypeAdapter(list[DiscordChannel])
_ROLES: Final = TypeAdapter(list[DiscordRole])
_MEMBER: Final = TypeAdapter(DiscordMember)

_logger = get_logger("guild_directory")


class GuildDirectory:
    """What guilds have that a setting may name."""

    def __init__(self, bot: DiscordBot, cache: Redis) -> None:
        self._bot = bot
        self._cache = cache

    async def channels(self, guild_id: int) -> list[DiscordChannel]:
        """Return the channels of a guild.

        Raises:
            NotFoundError: The bot is not in the guild.
            DiscordError: Discord did not answer as documented.
            RateLimitedError: Discord wants fewer questions.
        """
        found = await self._kept(f"{guild_id}:channels", _CHANNELS, lambda: self._bot.channels(guild_id))
        return _required(found, "The bot is not in this guild.")

    async def roles(self, guild_id: int) -> list[DiscordRole]:
        """Return the roles of a guild.

        Raises:
            NotFoundError: The bot is not in the guild.
            DiscordError: Discord did not answer as documented.
            RateLimitedError: Discord wants fewer questions.
        """
        found = await self._kept(f"{guild_id}:roles", _ROLES, lambda: self._bot.roles(guild_id))
        return _required(found, "The bot is not in this guild.")

    async def member(self, guild_id: int, user_id: int) -> DiscordMember:
        """Return a member of a guild.

        Raises:
            NotFoundError: There is no such member, or the bot is not in the guild.
            DiscordError: Discord did not answer as documented.
            RateLimitedError: Discord wants fewer questions.
        """
        key = f"{guild_id}:member:{user_id}"
        found = await self._kept(key, _MEMBER, lambda: self._bot.member(guild_id, user_id))
        return _required(found, "There is no such member in this guild.")

    async def _kept[T](self, name: str, form: TypeAdapter[T], ask: Callable[[], Awaitable[T | None]]) -> T | None:
        key = f"fairlead:directory:{name}"
        try:
            async with store_errors():
                kept = await self._cache.get(key)
        except StoreError:
            _logger.warning("the cache does not answer; Discord is asked each time")
            return await ask()
        if kept is not None:
            return form.validate_json(kept)
        found = await ask()
        if found is not None:
            try:
                async with store_errors():
                    await self._cache.set(key, form.dump_json(found), ex=KEPT_SECONDS)
            except StoreError as error:
                _logger.warning("an answer of Discord could not be kept", reason=str(error))
        return found


def _required[T](found: T | None, otherwise: str) -> T:
    if found is None:
        raise NotFoundError(otherwise)
    return found

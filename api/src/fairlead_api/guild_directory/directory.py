"""Asks Discord for channels, roles and members of guilds, and keeps each answer for some seconds."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from pydantic import TypeAdapter

from fairlead_api.discord.bot import DiscordBot, DiscordMember
from fairlead_api.discord.kept import KeptAnswers
from fairlead_api.discord.places import DiscordChannel, DiscordRole
from fairlead_shared.errors import NotFoundError

KEPT_SECONDS: Final = 10
"""How long an answer is taken for the truth: a form asks once for each field, and the bot's limits are shared."""
_CHANNELS: Final = TypeAdapter(list[DiscordChannel])
_ROLES: Final = TypeAdapter(list[DiscordRole])
_MEMBER: Final = TypeAdapter(DiscordMember)
_NO_BOT: Final = "The bot is not in this guild."


class GuildDirectory:
    """What guilds have that a setting may name."""

    def __init__(self, bot: DiscordBot, answers: KeptAnswers) -> None:
        self._bot = bot
        self._answers = answers

    async def channels(self, guild_id: int) -> list[DiscordChannel]:
        """Return the channels of a guild.

        Raises:
            NotFoundError: The bot is not in the guild.
            DiscordError: Discord did not answer as documented.
            RateLimitedError: Discord wants fewer questions.
        """
        ask = partial(self._bot.channels, guild_id)
        return await self._kept(f"{guild_id}:channels", _CHANNELS, ask, _NO_BOT)

    async def roles(self, guild_id: int) -> list[DiscordRole]:
        """Return the roles of a guild.

        Raises:
            NotFoundError: The bot is not in the guild.
            DiscordError: Discord did not answer as documented.
            RateLimitedError: Discord wants fewer questions.
        """
        return await self._kept(f"{guild_id}:roles", _ROLES, partial(self._bot.roles, guild_id), _NO_BOT)

    async def member(self, guild_id: int, user_id: int) -> DiscordMember:
        """Return a member of a guild.

        Raises:
            NotFoundError: There is no such member, or the bot is not in the guild.
            DiscordError: Discord did not answer as documented.
            RateLimitedError: Discord wants fewer questions.
        """
        ask = partial(self._bot.member, guild_id, user_id)
        return await self._kept(f"{guild_id}:member:{user_id}", _MEMBER, ask, "There is no such member in this guild.")

    async def _kept[T](
        self, name: str, form: TypeAdapter[T], ask: Callable[[], Awaitable[T | None]], otherwise: str
    ) -> T:
        async def required() -> T:
            found = await ask()
            if found is None:
                raise NotFoundError(otherwise)
            return found

        return await self._answers.get(f"fairlead:directory:{name}", form, KEPT_SECONDS, required)

"""What the API asks Discord as the bot.

Source: https://discord.com/developers/docs/resources/guild
"""

from http import HTTPStatus
from typing import Final

from pydantic import BaseModel, ConfigDict, TypeAdapter

from fairlead_api.discord.http import DiscordHttp
from fairlead_api.discord.oauth import DiscordUser
from fairlead_api.discord.places import DiscordChannel, DiscordRole
from fairlead_api.snowflake import Snowflake
from fairlead_shared.errors import DiscordError, RateLimitedError, TokenRefusedError


class DiscordMember(BaseModel):
    """A user as a member of a guild."""

    model_config = ConfigDict(frozen=True)

    user: DiscordUser
    nick: str | None = None
    roles: tuple[Snowflake, ...] = ()


_MEMBER: Final = TypeAdapter(DiscordMember)
_MEMBERS: Final = TypeAdapter(list[DiscordMember])
_CHANNELS: Final = TypeAdapter(list[DiscordChannel])
_ROLES: Final = TypeAdapter(list[DiscordRole])
_RETRY_SECONDS: Final = 5


class DiscordBot:
    """The bot's own view of Discord."""

    def __init__(self, http: DiscordHttp, token: str) -> None:
        self._http = http
        self._authorization = f"Bot {token}"

    async def search_members(self, guild_id: int, query: str, limit: int) -> list[DiscordMember] | None:
        """Return members whose name or nick begins with a text; None where the bot is not in the guild.

        Raises:
            DiscordError: Discord did not answer as documented.
            RateLimitedError: Discord wants fewer questions.
        """
        answer = await self._http.get(
            f"/guilds/{guild_id}/members/search",
            authorization=self._authorization,
            query={"query": query, "limit": str(limit)},
        )
        if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
            return None
        self._refuse(answer.status)
        return answer.read(_MEMBERS)

    async def roles_of(self, guild_id: int, user_id: int) -> frozenset[int] | None:
        """Return a member's roles; None for somebody who is no member, or where the bot is not in the guild.

        Raises:
            DiscordError: Discord did not answer as documented.
            RateLimitedError: Discord wants fewer questions.
        """
        member = await self.member(guild_id, user_id)
        return None if member is None else frozenset(member.roles)

    @staticmethod
    def _refuse(status: int) -> None:
        if status == HTTPStatus.UNAUTHORIZED:
            raise TokenRefusedError("Discord does not accept the bot's token (401)")
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise RateLimitedError("Discord asks for patience.", retry_after=_RETRY_SECONDS)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise DiscordError(f"Discord answered with status {status}", status=status)

    async def member(self, guild_id: int, user_id: int) -> DiscordMember | None:
        """Return a member; None for somebody who is none, or where the bot is not in the guild.

        Raises:
            DiscordError: Discord did not answer as documented.
            RateLimitedError: Discord wants fewer questions.
        """
        return await self._of_guild(guild_id, f"/members/{user_id}", _MEMBER)

    async def channels(self, guild_id: int) -> list[DiscordChannel] | None:
        """Return the channels of a guild, threads not among them; None where the bot is not in the guild.

        Raises:
            DiscordError: Discord did not answer as documented.
            RateLimitedError: Discord wants fewer questions.
        """
        return await self._of_guild(guild_id, "/channels", _CHANNELS)

    async def roles(self, guild_id: int) -> list[DiscordRole] | None:
        """Return the roles of a guild; None where the bot is not in the guild.

        Raises:
            DiscordError: Discord did not answer as documented.
            RateLimitedError: Discord wants fewer questions.
        """
        return await self._of_guild(guild_id, "/roles", _ROLES)

    async def _of_guild[T](self, guild_id: int, path: str, form: TypeAdapter[T]) -> T | None:
        answer = await self._http.get(f"/guilds/{guild_id}{path}", authorization=self._authorization)
        if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
            return None
        self._refuse(answer.status)
        return answer.read(form)

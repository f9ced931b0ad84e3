"""What the API asks Discord as the bot.

Source: https://discord.com/developers/docs/resources/guild
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from pydantic import BaseModel, ConfigDict, TypeAdapter

from fairlead_api.discord.http import DiscordHttp
from fairlead_api.discord.oauth import DiscordUser
from fairlead_api.discord.pace import Pace
from fairlead_api.discord.places import DiscordChannel, DiscordRole
from fairlead_api.snowflake import Snowflake
from fairlead_shared.clock import Clock
from fairlead_shared.errors import RateLimitedError, TokenRefusedError


class DiscordMember(BaseModel):
    """A user as a member of a guild."""

    model_config = ConfigDict(frozen=True)

    user: DiscordUser
    nick: str | None = None
    roles: tuple[Snowflake, ...] = ()


_USER: Final = TypeAdapter(DiscordUser)
_MEMBER: Final = TypeAdapter(DiscordMember)
_MEMBERS: Final = TypeAdapter(list[DiscordMember])
_CHANNELS: Final = TypeAdapter(list[DiscordChannel])
_ROLES: Final = TypeAdapter(list[DiscordRole])
_RETRY_SECONDS: Final = 5


class DiscordBot:
    """The bot's own view of Discord; it asks nothing of a route that has no room."""

    def __init__(self, http: DiscordHttp, token: str, clock: Clock) -> None:
        self._http = http
        self._authorization = f"Bot {token}"
        self._pace = Pace(clock)

    async def search_members(self, guild_id: int, query: str, limit: int) -> list[DiscordMember] | None:
        """Return members whose name or nick begins with a text; None where the bot is not in the guild.

        Raises:
            DiscordError: Discord did not answer as documented.
            RateLimitedError: Discord wants fewer questions.
        """
        route = f"/guilds/{guild_id}/members/search"
        return await self._ask(_MEMBERS, route, route, {"query": query, "limit": str(limit)})

    async def member(self, guild_id: int, user_id: int) -> DiscordMember | None:
        """Return a member; None for somebody who is none, or where the bot is not in the guild.

        Raises:
            DiscordError: Discord did not answer as documented.
            RateLimitedError: Discord wants fewer questions.
        """
        route = f"/guilds/{guild_id}/members"
        return await self._ask(_MEMBER, route, f"{route}/{user_id}")

    async def user(self, user_id: int) -> DiscordUser | None:
        """Return a user; None where there is none by this id.

        Raises:
            DiscordError: Discord did not answer as documented.
            RateLimitedError: Discord wants fewer questions.
        """
        return await self._ask(_USER, "/users", f"/users/{user_id}")

    async def roles_of(self, guild_id: int, user_id: int) -> frozenset[int] | None:
        """Return a member's roles; None for somebody who is no member, or where the bot is not in the guild.

        Raises:
            DiscordError: Discord did not answer as documented.
            RateLimitedError: Discord wants fewer questions.
        """
        member = await self.member(guild_id, user_id)
        return None if member is None else frozenset(member.roles)

    async def channels(self, guild_id: int) -> list[DiscordChannel] | None:
        """Return the channels of a guild, threads not among them; None where the bot is not in the guild.

        Raises:
            DiscordError: Discord did not answer as documented.
            RateLimitedError: Discord wants fewer questions.
        """
        route = f"/guilds/{guild_id}/channels"
        return await self._ask(_CHANNELS, route, route)

    async def roles(self, guild_id: int) -> list[DiscordRole] | None:
        """Return the roles of a guild; None where the bot is not in the guild.

        Raises:
            DiscordError: Discord did not answer as documented.
            RateLimitedError: Discord wants fewer questions.
        """
        route = f"/guilds/{guild_id}/roles"
        return await self._ask(_ROLES, route, route)

    async def _ask[T](
        self, form: TypeAdapter[T], route: str, path: str, query: Mapping[str, str] | None = None
    ) -> T | None:
        """Ask for something; None where the bot may not see it or it is not there.

        Args:
            form: What is expected.
            route: What Discord counts together: the path without the ids that it does not count by.
            path: The path.
            query: Its parameters.
        """
        self._pace.require_room(route)
        answer = await self._http.get(path, authorization=self._authorization, query=query)
        self._pace.note(route, answer)
        if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
            return None
        if answer.status == HTTPStatus.UNAUTHORIZED:
            raise TokenRefusedError("Discord does not accept the bot's token (401)")
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise RateLimitedError("Discord asks for patience.", retry_after=_RETRY_SECONDS)
        return answer.read(form)

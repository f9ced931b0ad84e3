"""The developer team of the bot: who may see, and who may do, what belongs to no guild.

Members of `MAIN_GUILD_ID` may see. `ADMIN_DISCORD_IDS`, and members with the role `MAIN_GUILD_ADMIN_ROLE_ID`, may act.
"""

import json
from typing import Final

from redis.asyncio import Redis

from fairlead_api.discord.bot import DiscordBot
from fairlead_api.sessions.model import LoginKind, Session, TeamRole
from fairlead_api.settings import ApiSettings
from fairlead_api.store_errors import store_errors
from fairlead_shared.errors import StoreError
from fairlead_shared.logging import get_logger

CACHE_SECONDS: Final = 60
"""How long somebody who left the team, or lost the role, may still be taken for a member."""

_logger = get_logger("team")


class Team:
    """Who belongs to the developer team."""

    def __init__(self, bot: DiscordBot, cache: Redis, settings: ApiSettings) -> None:
        self._bot = bot
        self._cache = cache
        self._admins = settings.admin_discord_ids
        self._guild_id = settings.main_guild_id
        self._role_id = settings.main_guild_admin_role_id

    async def role_of(self, session: Session) -> TeamRole:
        """Return what a signed-in user may do.

        Raises:
            DiscordError: Discord did not answer, and nobody asked within the last minute.
            RateLimitedError: Discord wants fewer questions.
        """
        if session.login is LoginKind.DEVELOPMENT or session.user_id in self._admins:
            return TeamRole.ACTOR
        if self._guild_id is None:
            return TeamRole.NONE
        roles = await self._roles(self._guild_id, session.user_id)
        if roles is None:
            return TeamRole.NONE
        return TeamRole.ACTOR if self._role_id is not None and self._role_id in roles else TeamRole.VIEWER

    async def _roles(self, guild_id: int, user_id: int) -> frozenset[int] | None:
        key = f"fairlead:team:{guild_id}:{user_id}"
        try:
            async with store_errors():
                kept = await self._cache.get(key)
            if kept is not None:
                return _read(kept)
            roles = await self._bot.roles_of(guild_id, user_id)
            async with store_errors():
                await self._cache.set(key, _written(roles), ex=CACHE_SECONDS)
        except StoreError:
            _logger.warning("the cache does not answer; Discord is asked each time")
            return await self._bot.roles_of(guild_id, user_id)
        return roles


def _written(roles: frozenset[int] | None) -> str:
    return json.dumps(None if roles is None else sorted(roles))


def _read(kept: bytes | str) -> frozenset[int] | None:
    roles: list[int] | None = json.loads(kept)
    return None if roles is None else frozenset(roles)

"""The developer team of the bot: who may see, and who may do, what belongs to no guild.

Members of `MAIN_GUILD_ID` may see. `ADMIN_DISCORD_IDS`, and members with the role `MAIN_GUILD_ADMIN_ROLE_ID`, may act.
"""

from functools import partial
from typing import Final

from pydantic import TypeAdapter

from fairlead_api.discord.bot import DiscordBot
from fairlead_api.discord.kept import KeptAnswers
from fairlead_api.sessions.model import LoginKind, Session, TeamRole
from fairlead_api.settings import ApiSettings

CACHE_SECONDS: Final = 60
"""How long somebody who left the team, or lost the role, may still be taken for a member."""

_ROLES: Final = TypeAdapter(frozenset[int] | None)


class Team:
    """Who belongs to the developer team."""

    def __init__(self, bot: DiscordBot, answers: KeptAnswers, settings: ApiSettings) -> None:
        self._bot = bot
        self._answers = answers
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
        return await self._answers.get(key, _ROLES, CACHE_SECONDS, partial(self._bot.roles_of, guild_id, user_id))

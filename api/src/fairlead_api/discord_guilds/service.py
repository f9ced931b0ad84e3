"""Asks Discord which guilds a user is in, and tells to which of them the bot can be added."""

from functools import partial
from typing import Final

from pydantic import TypeAdapter

from fairlead_api.access.principal import SessionUser
from fairlead_api.auth.tokens import UserTokens
from fairlead_api.discord.kept import KeptAnswers
from fairlead_api.discord.oauth import AccessRefusedError, DiscordGuild, DiscordOAuth
from fairlead_api.discord_guilds.repository import PresenceRepository
from fairlead_api.discord_guilds.schemas import DiscordGuildView
from fairlead_api.paging import Page, Paging
from fairlead_api.sessions.model import LoginKind
from fairlead_shared.database.database import Database
from fairlead_shared.database.scope import FleetScope
from fairlead_shared.errors import BusinessRuleError

CACHE_SECONDS: Final = 60
"""How long the list may be out of date; Discord does not like to be asked for it more often than once a second."""

_GUILDS: Final = TypeAdapter(list[DiscordGuild])


class ConsentNeededError(BusinessRuleError):
    """Discord no longer tells us, or never told us, which guilds the user is in."""

    code = "consent_needed"
    title = "Sign in again"


class DiscordGuilds:
    """The guilds of users, as Discord has them; kept for a moment, and nowhere else."""

    def __init__(self, oauth: DiscordOAuth, tokens: UserTokens, answers: KeptAnswers) -> None:
        self._oauth = oauth
        self._tokens = tokens
        self._answers = answers

    async def of(self, user: SessionUser) -> list[DiscordGuild]:
        """Return the guilds that a user is in, by name; nobody's where they signed in without Discord.

        Raises:
            ConsentNeededError: Discord does not tell without a new login.
            RateLimitedError: Discord wants fewer questions.
            DiscordError: Discord did not answer as documented.
            StoreError: Redis does not answer.
        """
        if user.session.login is LoginKind.DEVELOPMENT:
            return []
        key = f"fairlead:discord-guilds:{user.session.user_id}"
        return await self._answers.get(key, _GUILDS, CACHE_SECONDS, partial(self._ask, user))

    async def _ask(self, user: SessionUser) -> list[DiscordGuild]:
        try:
            asked = await self._tokens.use(user, self._oauth.guilds)
        except AccessRefusedError:
            raise ConsentNeededError("Sign in again, so that Discord tells us which servers you are in.") from None
        return sorted(asked, key=lambda guild: (guild.name.casefold(), guild.id))


async def list_guilds(
    guilds: list[DiscordGuild], database: Database, oauth: DiscordOAuth, permissions: int, paging: Paging
) -> Page[DiscordGuildView]:
    """Return some of the guilds, each with a link if the bot is missing and may be added.

    Args:
        guilds: The guilds.
        database: Knows where the bot is.
        oauth: Knows where Discord adds it.
        permissions: What the bot asks for.
        paging: Which part.

    Raises:
        DatabaseError: The database does not answer.
    """
    some = guilds[paging.offset : paging.offset + paging.limit]
    async with database.transaction(FleetScope()) as transaction:
        with_bot = await PresenceRepository(transaction).among([guild.id for guild in some])
    items = [
        DiscordGuildView.model_construct(
            guild_id=guild.id,
            name=guild.name,
            icon=guild.icon,
            has_bot=guild.id in with_bot,
            invite_url=oauth.invitation(guild.id, permissions)
            if guild.may_add_bots and guild.id not in with_bot
            else None,
        )
        for guild in some
    ]
    return Page(items=items, total=len(guilds), limit=paging.limit, offset=paging.offset)

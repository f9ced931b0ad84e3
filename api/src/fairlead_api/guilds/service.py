"""Lists guilds and finds members."""

from fairlead_api.access.principal import Principal, SessionUser
from fairlead_api.access.repository import OpenGuild
from fairlead_api.discord.bot import DiscordBot, DiscordMember
from fairlead_api.guilds.repository import GuildRepository
from fairlead_api.guilds.schemas import GuildView, MembersFound, MemberView
from fairlead_api.paging import Page, Paging
from fairlead_shared.database.database import Database
from fairlead_shared.database.scope import FleetScope, Scope, UserScope
from fairlead_shared.errors import NotFoundError


def scope_of(principal: Principal) -> Scope:
    """Return what somebody's list may be made of: people see what is theirs, keys what the fleet has."""
    return UserScope(principal.session.user_id) if isinstance(principal, SessionUser) else FleetScope()


async def list_guilds(database: Database, principal: Principal, paging: Paging) -> Page[GuildView]:
    """Return some of the guilds that somebody may see.

    Raises:
        DatabaseError: The database does not answer.
    """
    user_id = principal.session.user_id if isinstance(principal, SessionUser) else None
    async with database.transaction(scope_of(principal)) as transaction:
        part = await GuildRepository(transaction).part(user_id, paging)
    items = [view_of(guild) for guild in part.rows]
    return Page(items=items, total=part.total, limit=paging.limit, offset=paging.offset)


async def find_members(bot: DiscordBot, guild: OpenGuild, query: str, limit: int) -> MembersFound:
    """Ask Discord for members of a guild.

    Raises:
        NotFoundError: The bot is not in the guild.
        DiscordError: Discord did not answer as documented.
        RateLimitedError: Discord wants fewer questions.
    """
    found = await bot.search_members(guild.guild_id, query, limit)
    if found is None:
        raise NotFoundError("The bot is not in this guild.")
    return MembersFound(items=[member_view(member) for member in found], limit=limit)


def view_of(guild: OpenGuild) -> GuildView:
    """Describe a guild."""
    return GuildView.model_construct(
        guild_id=guild.guild_id, name=guild.name, initial_user_id=guild.initial_user_id, added_at=guild.added_at
    )


def member_view(member: DiscordMember) -> MemberView:
    """Describe a member."""
    user = member.user
    return MemberView.model_construct(
        user_id=user.id, username=user.username, global_name=user.global_name, nick=member.nick, avatar=user.avatar
    )

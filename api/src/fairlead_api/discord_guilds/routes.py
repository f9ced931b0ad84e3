"""The endpoint of a user's guilds on Discord."""

from fastapi import APIRouter

from fairlead_api.access.policies import SignedIn
from fairlead_api.discord_guilds import service
from fairlead_api.discord_guilds.schemas import DiscordGuildView
from fairlead_api.paging import Page, PagingDep
from fairlead_api.prefix import API
from fairlead_api.resources import ResourcesDep

router = APIRouter(prefix=f"{API}/discord-guilds", tags=["guilds"])


@router.get("", responses={409: {}, 502: {}})
async def list_discord_guilds(user: SignedIn, paging: PagingDep, resources: ResourcesDep) -> Page[DiscordGuildView]:
    """List the guilds that the user is in on Discord, by name, with a link to add the bot where it is missing."""
    guilds = await service.DiscordGuilds(resources.oauth, resources.tokens, resources.answers).of(user)
    permissions = resources.settings.discord_invite_permissions
    return await service.list_guilds(guilds, resources.database, resources.oauth, permissions, paging)

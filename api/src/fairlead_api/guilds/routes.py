"""Endpoints of guilds."""

from typing import Annotated

from fastapi import APIRouter, Query

from fairlead_api.access.guild_policies import GuildReader, MemberReader
from fairlead_api.access.policies import ListReader
from fairlead_api.guilds import service
from fairlead_api.guilds.schemas import GuildView, MembersFound
from fairlead_api.paging import DEFAULT_LIMIT, LARGEST_LIMIT, Page, PagingDep
from fairlead_api.plain_text import PlainText
from fairlead_api.prefix import API
from fairlead_api.resources import ResourcesDep

router = APIRouter(prefix=f"{API}/guilds", tags=["guilds"])


@router.get("")
async def list_guilds(caller: ListReader, paging: PagingDep, resources: ResourcesDep) -> Page[GuildView]:
    """List the guilds that the caller may see, by name."""
    return await service.list_guilds(resources.database, caller, paging)


@router.get("/{guild_id}")
async def get_guild(caller: GuildReader) -> GuildView:
    """Describe a guild."""
    return service.view_of(caller.guild)


@router.get("/{guild_id}/members")
async def find_members(
    caller: MemberReader,
    resources: ResourcesDep,
    query: Annotated[PlainText, Query(min_length=1, max_length=100, description="How name or nick begin.")],
    limit: Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="Members at most.")] = DEFAULT_LIMIT,
) -> MembersFound:
    """Find members of a guild. Discord is asked; nothing about members is kept."""
    return await service.find_members(resources.bot, caller.guild, query, limit)

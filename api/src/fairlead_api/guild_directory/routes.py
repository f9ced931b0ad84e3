"""Endpoints of what a guild has that its settings may name."""

from typing import Annotated

from fastapi import APIRouter, Path

from fairlead_api.access.guild_policies import MemberReader, PlaceReader
from fairlead_api.guild_directory.order import from_the_top, in_order
from fairlead_api.guild_directory.schemas import ChannelsOfGuild, RolesOfGuild
from fairlead_api.guilds.schemas import MemberView
from fairlead_api.guilds.service import member_view
from fairlead_api.prefix import API
from fairlead_api.resources import ResourcesDep
from fairlead_api.snowflake import Snowflake

router = APIRouter(prefix=f"{API}/guilds/{{guild_id}}", tags=["guilds"])


@router.get("/channels")
async def list_channels(caller: PlaceReader, resources: ResourcesDep) -> ChannelsOfGuild:
    """List the channels of a guild in Discord's order, as they were at most ten seconds ago; threads are none."""
    return ChannelsOfGuild(items=in_order(await resources.directory.channels(caller.guild.guild_id)))


@router.get("/roles")
async def list_roles(caller: PlaceReader, resources: ResourcesDep) -> RolesOfGuild:
    """List the roles of a guild, the highest first, as they were at most ten seconds ago."""
    return RolesOfGuild(items=from_the_top(await resources.directory.roles(caller.guild.guild_id)))


@router.get("/members/{user_id}")
async def get_member(
    caller: MemberReader, user_id: Annotated[Snowflake, Path(description="Who.")], resources: ResourcesDep
) -> MemberView:
    """Say what a member of a guild is called, as it was at most ten seconds ago; 404 for whoever is none."""
    return member_view(await resources.directory.member(caller.guild.guild_id, user_id))

"""Endpoints of shards."""

from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from fairlead_api.access.guild_policies import GuildId, ShardReader
from fairlead_api.access.policies import TeamWatcher, may_still_watch
from fairlead_api.access.principal import SessionUser
from fairlead_api.paging import PagingDep
from fairlead_api.prefix import API
from fairlead_api.resources import ResourcesDep
from fairlead_api.shards.schemas import GuildShard, ShardPage, ShardsEvent, ShardSort
from fairlead_api.shards.service import ShardService
from fairlead_api.shards.stream import EventStream, shard_events
from fairlead_api.snowflake import Snowflake
from fairlead_shared.fleet.selection import ShardFilter, StateNow

router = APIRouter(prefix=f"{API}/shards", tags=["shards"])


@router.get("")
async def list_shards(
    _caller: TeamWatcher,
    paging: PagingDep,
    resources: ResourcesDep,
    *,
    state: Annotated[StateNow | None, Query(description="Only shards in this state.")] = None,
    pod: Annotated[str | None, Query(max_length=253, description="Only shards that this pod drives.")] = None,
    guild: Annotated[Snowflake | None, Query(description="Only the shard that serves this guild.")] = None,
    stale: Annotated[bool | None, Query(description="Only shards whose pod is silent, or only the others.")] = None,
    sort: Annotated[ShardSort, Query(description="With a minus the largest come first.")] = ShardSort.SHARD_ID,
) -> ShardPage:
    """List the shards of the fleet; what is more than ten seconds old is shown as stale."""
    return await ShardService(resources.fleet).page(ShardFilter(state, pod, guild, stale), sort, paging)


async def _place(user: TeamWatcher, resources: ResourcesDep) -> AsyncGenerator[SessionUser]:
    with resources.streams.taken_by(user.session.user_id):
        yield user


@router.get(
    "/stream",
    response_class=EventStream,
    responses={200: {"model": ShardsEvent, "description": "Server-sent events whose data is such a document."}},
)
async def stream_shards(user: Annotated[SessionUser, Depends(_place)], resources: ResourcesDep) -> EventStream:
    """Send every shard, then those that change, as server-sent events, for as long as the caller may look."""

    async def may_look() -> bool | None:
        return await may_still_watch(user, resources)

    return EventStream(shard_events(resources.fleet, may_look, resources.clock), headers={"X-Accel-Buffering": "no"})


@router.get("/{guild_id}")
async def get_shard_of_guild(_caller: ShardReader, guild_id: GuildId, resources: ResourcesDep) -> GuildShard:
    """Describe the shard that serves a guild: for its users, and for the developer team whatever guild it is."""
    return await ShardService(resources.fleet).of_guild(guild_id)

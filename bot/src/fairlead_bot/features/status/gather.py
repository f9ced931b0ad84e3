"""Collects what `/status` says, every question at the same time and with a deadline."""

import asyncio

from fairlead_bot.features.status.report import GuildShard, StatusReport
from fairlead_bot.services.bundle import BotServices
from fairlead_bot.services.probe import PROBE_SECONDS, probe_database, probe_redis
from fairlead_shared.errors import StoreError
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PodStatus, ShardSummary
from fairlead_shared.fleet.status import FleetSummary


async def gather_status(services: BotServices, guild_id: int | None) -> StatusReport:
    """Return the state of the bot as one guild sees it, within a second whatever is down.

    Args:
        services: The bot's services.
        guild_id: The guild that asks, or nothing in a direct message.
    """
    fleet, database, redis = await asyncio.gather(
        _fleet_status(services),
        probe_database(services.db, services.clock),
        probe_redis(services.redis, services.clock),
    )
    own = services.fleet.own()
    generation = services.fleet.generation
    return StatusReport(
        uptime=services.clock.now() - own.started_at,
        pod_guilds=sum(shard.guilds for shard in own.shards),
        fleet_guilds=fleet.guilds if fleet else None,
        ready_shards=fleet.ready_shards if fleet else None,
        shard_count=generation.shard_count,
        shard=None if guild_id is None else guild_shard(generation, guild_id, own, fleet),
        database=database,
        redis=redis,
    )


def guild_shard(generation: Generation, guild_id: int, own: PodStatus, fleet: FleetSummary | None) -> GuildShard:
    """Return what is known of a guild's shard: this pod's own knowledge first, which is newer than the fleet's."""
    shard_id = generation.shard_of(guild_id)
    status: ShardSummary | None = next((shard for shard in own.shards if shard.shard_id == shard_id), None)
    pod: str | None = own.pod
    if status is None:
        view = fleet.shards[shard_id] if fleet else None
        status, pod = (view.status, view.pod) if view else (None, None)
    return GuildShard(
        shard_id=shard_id,
        shard_count=generation.shard_count,
        pod=pod,
        state=status.state if status else None,
        latency=status.latency if status else None,
    )


async def _fleet_status(services: BotServices) -> FleetSummary | None:
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await services.fleet.status()
    except (StoreError, TimeoutError):
        return None

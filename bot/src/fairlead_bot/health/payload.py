"""What /health answers."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from fairlead_bot.pod import Phase
from fairlead_bot.services.probe import Dependency, DependencyState
from fairlead_shared.fleet.records import CogStatus, PodStatus, ShardState, ShardStatus


class BotHealth(BaseModel):
    """The process: what it is doing, whether it does its work, since when."""

    model_config = ConfigDict(frozen=True)

    phase: Phase
    ready: bool
    started_at: datetime
    uptime_seconds: float
    guilds: int


class Health(BaseModel):
    """The whole answer of /health."""

    model_config = ConfigDict(frozen=True)

    status: str
    bot: BotHealth
    pod: str
    generation: str
    slot: int | None
    epoch: int | None
    shards: tuple[ShardStatus, ...]
    cogs: tuple[CogStatus, ...]
    database: Dependency
    redis: Dependency


def health_payload(
    status: PodStatus, phase: Phase, *, ready: bool, now: datetime, database: Dependency, redis: Dependency
) -> Health:
    """Return the answer for a pod's status and its dependencies' answers."""
    return Health(
        status="healthy" if is_healthy(status, ready=ready, dependencies=(database, redis)) else "degraded",
        bot=BotHealth(
            phase=phase,
            ready=ready,
            started_at=status.started_at,
            uptime_seconds=round((now - status.started_at).total_seconds(), 3),
            guilds=sum(shard.guilds for shard in status.shards),
        ),
        pod=status.pod,
        generation=status.generation,
        slot=status.slot,
        epoch=status.epoch,
        shards=status.shards,
        cogs=status.cogs,
        database=database,
        redis=redis,
    )


def is_healthy(status: PodStatus, *, ready: bool, dependencies: tuple[Dependency, ...]) -> bool:
    """Tell whether nothing is amiss: ready, no fatal shard, no failed cog, no dependency down."""
    return (
        ready
        and all(shard.state is not ShardState.FATAL for shard in status.shards)
        and all(cog.loaded or (cog.error is None and status.slot is None) for cog in status.cogs)
        and all(dependency.state is not DependencyState.DOWN for dependency in dependencies)
    )

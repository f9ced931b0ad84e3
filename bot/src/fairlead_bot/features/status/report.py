"""What there is to say of a bot's state."""

from dataclasses import dataclass
from datetime import timedelta

from fairlead_bot.services.probe import Dependency
from fairlead_shared.fleet.records import ShardState


@dataclass(frozen=True, slots=True)
class GuildShard:
    """The shard of the guild that asks; latency in seconds."""

    shard_id: int
    shard_count: int
    pod: str | None
    state: ShardState | None
    latency: float | None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """A bot's state.

    Attributes:
        uptime: How long this pod's process has run.
        pod_guilds: Guilds on the shards of this pod.
        fleet_guilds: Guilds of the whole fleet; nothing when it is not known.
        ready_shards: How many shards of the fleet are ready; nothing when it is not known.
        shard: The shard of the guild that asks; nothing outside guilds.
        database: Whether the database answers.
        redis: Whether Redis answers.
    """

    uptime: timedelta
    pod_guilds: int
    fleet_guilds: int | None
    ready_shards: int | None
    shard_count: int
    shard: GuildShard | None
    database: Dependency
    redis: Dependency

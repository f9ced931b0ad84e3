"""The status of a fleet: each pod writes one record, readers see every shard of the generation.

A record carries Redis' time, so that writers and readers need not agree on the time of day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, cast

from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PodStatus, ShardState, ShardStatus

STALE_SECONDS: Final = 10.0
"""A record older than this is shown as stale: its pod no longer reports."""
FORGET_SECONDS: Final = 3600
"""The records of a pod, or of a generation, that nobody writes any more are forgotten after this time."""
_FORGET_AT_ONCE: Final = 64
"""How many pods one report forgets at most: it is to stay cheap."""

# KEYS: reports, times. ARGV: pod, record. Fields of a hash do not expire: the times say which pods are gone.
_PUBLISH: Final = f"""
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local millis = string.format('%.0f', now)
redis.call('HSET', KEYS[1], ARGV[1], millis .. ' ' .. ARGV[2])
redis.call('ZADD', KEYS[2], millis, ARGV[1])
local gone = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now - {FORGET_SECONDS * 1000}),
  'LIMIT', 0, {_FORGET_AT_ONCE})
if #gone > 0 then
  redis.call('HDEL', KEYS[1], unpack(gone))
  redis.call('ZREM', KEYS[2], unpack(gone))
end
redis.call('EXPIRE', KEYS[2], {FORGET_SECONDS})
return redis.call('EXPIRE', KEYS[1], {FORGET_SECONDS})
"""


@dataclass(frozen=True, slots=True)
class PodReport:
    """A pod's status and how long ago it was written, in seconds."""

    age: float
    status: PodStatus

    @property
    def stale(self) -> bool:
        """Whether the pod has stopped reporting."""
        return self.age > STALE_SECONDS


@dataclass(frozen=True, slots=True)
class ShardView:
    """A shard as the fleet sees it: its last status, by which pod, and whether that is stale; unknown has none."""

    shard_id: int
    pod: str | None = None
    status: ShardStatus | None = None
    stale: bool = False

    @property
    def ready(self) -> bool:
        """Whether the shard is known to be ready now."""
        return self.status is not None and not self.stale and self.status.state is ShardState.READY


@dataclass(frozen=True, slots=True)
class FleetStatus:
    """What is known of every shard of a generation and of the pods that reported."""

    generation: Generation
    shards: tuple[ShardView, ...]
    pods: tuple[PodReport, ...]

    @property
    def ready_shards(self) -> int:
        """How many shards are ready."""
        return sum(shard.ready for shard in self.shards)

    @property
    def ready(self) -> bool:
        """Whether every shard is ready."""
        return self.ready_shards == self.generation.shard_count

    @property
    def guilds(self) -> int:
        """How many guilds the shards that are known have."""
        return sum(shard.status.guilds for shard in self.shards if shard.status)


def fleet_status(generation: Generation, reports: Iterable[PodReport]) -> FleetStatus:
    """Return the view of a generation from its pods' reports: of two on one shard, the higher epoch counts."""
    pods = tuple(sorted(reports, key=lambda report: report.status.pod))
    views = [ShardView(shard_id) for shard_id in range(generation.shard_count)]
    for report in sorted(pods, key=lambda report: (report.status.epoch or 0, -report.age)):
        for shard in report.status.shards:
            if 0 <= shard.shard_id < generation.shard_count:
                views[shard.shard_id] = ShardView(shard.shard_id, report.status.pod, shard, report.stale)
    return FleetStatus(generation, tuple(views), pods)


class StatusStore:
    """Where pods publish their status and others read it."""

    def __init__(self, redis: Redis, keys: FleetKeys, generation: Generation) -> None:
        self._redis = redis
        self._keys = keys
        self._generation = generation
        self._publish = redis.register_script(_PUBLISH)

    async def publish(self, status: PodStatus) -> None:
        """Write a pod's status: one round trip for all of its shards.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        keys = [self._keys.status(self._generation), self._keys.status_times(self._generation)]
        await self._publish(keys=keys, args=[status.pod, status.model_dump_json()])

    async def publish_guilds(self, guilds: dict[int, list[int]]) -> None:
        """Write the guild ids of the given shards."""
        key = self._keys.guilds(self._generation)
        async with self._redis.pipeline(transaction=True) as pipeline:
            for shard_id, ids in guilds.items():
                pipeline.hset(key, str(shard_id), ",".join(map(str, sorted(ids))))
            pipeline.expire(key, FORGET_SECONDS)
            await pipeline.execute()

    async def read(self) -> FleetStatus:
        """Return the view of the whole generation.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.time()
            pipeline.hgetall(self._keys.status(self._generation))
            (seconds, micros), entries = await pipeline.execute()
        now = seconds * 1000 + micros // 1000
        return fleet_status(self._generation, [_report(now, entry) for entry in entries.values()])

    async def guilds(self) -> dict[int, list[int]]:
        """Return the guild ids of each shard that has reported them."""
        lists = await self._redis.hgetall(self._keys.guilds(self._generation))
        return {int(shard_id): _guild_ids(cast("bytes", ids)) for shard_id, ids in lists.items()}


def _guild_ids(text: bytes) -> list[int]:
    return [int(guild) for guild in text.split(b",") if guild]


def _report(now: int, entry: bytes) -> PodReport:
    millis, _, record = entry.partition(b" ")
    return PodReport((now - int(millis)) / 1000, PodStatus.model_validate_json(record))

"""The status of a fleet: each pod writes one record, readers see every shard of the generation.

A record carries Redis' time, so that writers and readers need not agree on the time of day. Beside it lies a summary,
for those who look often: of 16,384 shards the records are 14 MB, the summaries one and a half.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, cast

from pydantic import TypeAdapter
from pydantic.main import IncEx
from pydantic_core import from_json
from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PodStatus, PodSummary, ShardState, ShardStatus, ShardSummary

STALE_SECONDS: Final = 10.0
"""A record older than this is shown as stale: its pod no longer reports."""
FORGET_SECONDS: Final = 3600
"""The records of a pod, or of a generation, that nobody writes any more are forgotten after this time."""
_FORGET_AT_ONCE: Final = 64
"""How many pods one report forgets at most: it is to stay cheap."""

# KEYS: reports, summaries, times, generations. ARGV: pod, record, summary, generation. Fields of a hash do not expire:
# the times say which pods are gone.
_PUBLISH: Final = f"""
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local millis = string.format('%.0f', now)
redis.call('HSET', KEYS[1], ARGV[1], millis .. ' ' .. ARGV[2])
redis.call('HSET', KEYS[2], ARGV[1], millis .. ' ' .. ARGV[3])
redis.call('ZADD', KEYS[3], millis, ARGV[1])
redis.call('ZADD', KEYS[4], millis, ARGV[4])
local long_ago = string.format('%.0f', now - {FORGET_SECONDS * 1000})
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', long_ago)
local gone = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', long_ago, 'LIMIT', 0, {_FORGET_AT_ONCE})
if #gone > 0 then
  redis.call('HDEL', KEYS[1], unpack(gone))
  redis.call('HDEL', KEYS[2], unpack(gone))
  redis.call('ZREM', KEYS[3], unpack(gone))
end
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, {FORGET_SECONDS}) end
"""

_OF_EACH_SHARD: Final[dict[str, IncEx]] = {"__all__": set(ShardSummary.model_fields)}
_SUMMARY: Final[dict[str, IncEx | bool]] = {"pod": True, "epoch": True, "shards": _OF_EACH_SHARD}
"""Of a pod's status, the fields of the summary."""
_SUMMARIES: Final = TypeAdapter(tuple[PodSummary, ...])
"""All summaries at once: that takes a third of the time that one after the other takes."""


@dataclass(frozen=True, slots=True)
class PodReport:
    """A pod's status and how long ago it was written, in seconds."""

    age: float
    status: PodStatus

    @property
    def stale(self) -> bool:
        """Whether the pod has stopped reporting."""
        return is_stale(self.age)


@dataclass(frozen=True, slots=True)
class ShardView[S: ShardSummary]:
    """A shard as the fleet sees it: its last status, by which pod, and whether that is stale; unknown has none."""

    shard_id: int
    pod: str | None = None
    status: S | None = None
    stale: bool = False

    @property
    def ready(self) -> bool:
        """Whether the shard is known to be ready now."""
        return self.status is not None and not self.stale and self.status.state is ShardState.READY


@dataclass(frozen=True, slots=True)
class FleetView[S: ShardSummary]:
    """What is known of every shard of a generation."""

    generation: Generation
    shards: tuple[ShardView[S], ...]

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


@dataclass(frozen=True, slots=True)
class FleetStatus(FleetView[ShardStatus]):
    """All that is known of every shard of a generation, and of the pods that reported."""

    pods: tuple[PodReport, ...]


type FleetSummary = FleetView[ShardSummary]
"""What is known of every shard of a generation, without its figures."""


def fleet_status(generation: Generation, reports: Iterable[PodReport]) -> FleetStatus:
    """Return the view of a generation from its pods' reports: of two on one shard, the higher epoch counts."""
    pods = tuple(sorted(reports, key=lambda report: report.status.pod))
    said = [_Said(report.age, pod.pod, pod.epoch, pod.shards) for report in pods for pod in (report.status,)]
    return FleetStatus(generation, _views(generation, said), pods)


def fleet_summary(generation: Generation, pods: Iterable[tuple[float, PodSummary]]) -> FleetSummary:
    """Return the view of a generation from its pods' summaries and their ages in seconds, as ``fleet_status`` does."""
    said = [_Said(age, pod.pod, pod.epoch, pod.shards) for age, pod in pods]
    return FleetView(generation, _views(generation, said))


@dataclass(frozen=True, slots=True)
class _Said[S: ShardSummary]:
    """What a pod said of its shards, and how long ago."""

    age: float
    pod: str
    epoch: int | None
    shards: Sequence[S]


def _views[S: ShardSummary](generation: Generation, said: Iterable[_Said[S]]) -> tuple[ShardView[S], ...]:
    views: dict[int, ShardView[S]] = {}
    for pod in sorted(said, key=lambda pod: (pod.epoch or 0, -pod.age)):
        for shard in pod.shards:
            views[shard.shard_id] = ShardView(shard.shard_id, pod.pod, shard, is_stale(pod.age))
    return tuple(views.get(shard_id) or ShardView(shard_id) for shard_id in range(generation.shard_count))


def is_stale(age: float) -> bool:
    """Tell whether a pod whose last record is so many seconds old has stopped reporting."""
    return age > STALE_SECONDS


async def reporting_generation(redis: Redis, keys: FleetKeys) -> Generation | None:
    """Return the generation whose pods reported last; nothing where no pod has for long.

    Raises:
        redis.exceptions.RedisError: Redis did not answer.
    """
    names = cast("list[bytes]", await redis.zrange(keys.generations, 0, 0, desc=True))
    return Generation.parse(names[0].decode()) if names else None


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
        generation = self._generation
        keys = [
            self._keys.status(generation),
            self._keys.summaries(generation),
            self._keys.status_times(generation),
            self._keys.generations,
        ]
        summary = status.model_dump_json(include=_SUMMARY, exclude_defaults=True)
        await self._publish(keys=keys, args=[status.pod, status.model_dump_json(), summary, generation.name])

    async def publish_guilds(self, guilds: dict[int, list[int]]) -> None:
        """Write the guild ids of the given shards."""
        key = self._keys.guilds(self._generation)
        async with self._redis.pipeline(transaction=True) as pipeline:
            for shard_id, ids in guilds.items():
                pipeline.hset(key, str(shard_id), ",".join(map(str, sorted(ids))))
            pipeline.expire(key, FORGET_SECONDS)
            await pipeline.execute()

    async def read(self) -> FleetStatus:
        """Return the view of the whole generation with every figure: for people, and for fleets of a few pods.

        Of 16,384 shards it takes half a second, in which nothing else runs; ``summary`` is for those who look often.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        entries = await self._entries(self._keys.status(self._generation))
        reports = [PodReport(age, PodStatus.model_validate_json(record)) for age, record in entries]
        return fleet_status(self._generation, reports)

    async def summary(self) -> FleetSummary:
        """Return the view of the whole generation without the shards' figures.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        entries = await self._entries(self._keys.summaries(self._generation))
        pods = _SUMMARIES.validate_json(b"[" + b",".join(record for _, record in entries) + b"]")
        return fleet_summary(self._generation, zip((age for age, _ in entries), pods, strict=True))

    async def figures(self, shards: Iterable[ShardView[ShardSummary]]) -> dict[int, ShardStatus]:
        """Return all that their pods say of some shards of the summary, by shard id.

        A shard that its pod no longer tells of is left out.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        drivers = {shard.shard_id: shard.pod for shard in shards if shard.pod is not None}
        if not drivers:
            return {}
        pods = sorted(set(drivers.values()))
        entries = await self._redis.hmget(self._keys.status(self._generation), pods)
        # A pod may drive many more shards than are asked for: those are read, and not validated.
        return {
            shard["shard_id"]: ShardStatus.model_validate(shard)
            for pod, entry in zip(pods, cast("list[bytes | None]", entries), strict=True)
            if entry is not None
            for shard in from_json(entry.partition(b" ")[2])["shards"]
            if drivers.get(shard["shard_id"]) == pod
        }

    async def _entries(self, key: str) -> list[tuple[float, bytes]]:
        """Return the records of a hash with their ages in seconds."""
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.time()
            pipeline.hvals(key)
            (seconds, micros), entries = await pipeline.execute()
        now = seconds * 1000 + micros // 1000
        return [_dated(now, entry) for entry in entries]

    async def silent(self) -> dict[str, float]:
        """Return how many seconds ago each pod last reported; pods that have not for long are forgotten.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.time()
            pipeline.zrange(self._keys.status_times(self._generation), 0, -1, withscores=True)
            (seconds, micros), times = await pipeline.execute()
        now = seconds + micros / 1_000_000
        return {pod.decode(): now - millis / 1000 for pod, millis in times}

    async def guilds(self) -> dict[int, list[int]]:
        """Return the guild ids of each shard that has reported them."""
        lists = await self._redis.hgetall(self._keys.guilds(self._generation))
        return {int(shard_id): _guild_ids(cast("bytes", ids)) for shard_id, ids in lists.items()}


def _guild_ids(text: bytes) -> list[int]:
    return [int(guild) for guild in text.split(b",") if guild]


def _dated(now: int, entry: bytes) -> tuple[float, bytes]:
    millis, _, record = entry.partition(b" ")
    return (now - int(millis)) / 1000, record

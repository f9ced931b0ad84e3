"""How the sessions of each shard began, whichever pods drove it: what a pod that is gone can no longer say."""

from collections.abc import Iterable, Mapping
from typing import Final

from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PastStart, SessionStart

STARTS_KEPT: Final = 10
"""How many of the last starts are kept of each shard: of 16,384 shards these take 40 MB."""
KEPT_SECONDS: Final = 7 * 24 * 3600
"""How long a shard's starts are kept after the last one."""


class SessionHistory:
    """The last starts of the sessions of one generation's shards."""

    def __init__(self, redis: Redis, keys: FleetKeys, generation: Generation) -> None:
        self._redis = redis
        self._keys = keys
        self._generation = generation

    async def add(self, pod: str, starts: Mapping[int, Iterable[SessionStart]]) -> None:
        """Keep starts of some shards that a pod drove; those that are known already are not told twice.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        async with self._redis.pipeline(transaction=False) as pipeline:
            for shard_id, ones in starts.items():
                key = self._keys.starts(self._generation, shard_id)
                told = [PastStart(pod=pod, **start.model_dump()) for start in ones]
                pipeline.zadd(key, {start.model_dump_json(): start.at.timestamp() for start in told})
                pipeline.zremrangebyrank(key, 0, -STARTS_KEPT - 1)
                pipeline.expire(key, KEPT_SECONDS)
            await pipeline.execute()

    async def read(self, shard_ids: Iterable[int]) -> dict[int, tuple[PastStart, ...]]:
        """Return the last starts of some shards, oldest first.

        Raises:
            redis.exceptions.RedisError: Redis did not answer.
        """
        ids = list(shard_ids)
        async with self._redis.pipeline(transaction=False) as pipeline:
            for shard_id in ids:
                pipeline.zrange(self._keys.starts(self._generation, shard_id), 0, -1)
            found = await pipeline.execute()
        return {
            shard_id: tuple(map(PastStart.model_validate_json, records))
            for shard_id, records in zip(ids, found, strict=True)
        }

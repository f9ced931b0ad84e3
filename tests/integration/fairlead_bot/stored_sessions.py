"""The sessions of a slot as they lie in Redis, to wait for and to spoil."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.sessions import SessionStore, StoredSession
from tests.integration.fairlead_bot.pods import LocalPod
from tests.integration.fairlead_bot.waiting import eventually


@dataclass(frozen=True)
class StoredSlot:
    """What Redis has of the one slot of a generation."""

    redis: Redis
    keys: FleetKeys
    generation: Generation

    async def sessions(self) -> dict[int, StoredSession]:
        """The sessions that can be read."""
        store = SessionStore(self.redis, self.keys, self.generation, ttl_seconds=60)
        return {each: found for each, found in (await store.load(0)).items() if isinstance(found, StoredSession)}

    async def caught_up(self, pod: LocalPod) -> None:
        """Wait until the store has every event that a pod's shards have applied."""

        async def has_all() -> bool:
            stored = await self.sessions()
            return all(
                shard.session is not None
                and shard.id in stored
                and min(stored[shard.id].mark, stored[shard.id].checkpoint) >= shard.session.sequence
                for shard in pod.shards.values()
            )

        await eventually(has_all, "the store has caught up")

    async def begun(self, shard_ids: Iterable[int]) -> None:
        """Wait until the store has a first snapshot of some shards."""
        awaited = list(shard_ids)

        async def has_all() -> bool:
            stored = await self.sessions()
            return all(shard_id in stored and stored[shard_id].checkpoint > 0 for shard_id in awaited)

        await eventually(has_all, "every session is in the store")

    async def change_record(self, shard_id: int, **changes: object) -> None:
        """Change fields of a session's record; those of the signature are named ``signature__field``."""
        key = self.keys.session(self.generation, shard_id)
        record = json.loads(await self.redis.hget(key, "record") or "")
        for name, value in changes.items():
            whole, _, part = name.partition("__")
            (record[whole] if part else record)[part or whole] = value
        await self.redis.hset(key, "record", json.dumps(record))

    async def spoil_snapshot(self, shard_id: int) -> None:
        """Damage every piece of a shard's snapshot."""
        key = self.keys.snapshot(self.generation, shard_id)
        for name, content in (await self.redis.hgetall(key)).items():
            await self.redis.hset(key, name, content[::-1])

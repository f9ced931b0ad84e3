"""Drives the shards of a slot: one task each, none of which can hurt another."""

import asyncio
from collections.abc import Iterable, Mapping

from fairlead_bot.gateway.shard import GatewayShard, ShardSurroundings
from fairlead_shared.fleet.records import SessionStart, ShardState
from fairlead_shared.logging import get_logger

_log = get_logger("gateway.supervisor")


class ShardSupervisor:
    """The shards of a slot.

    Attributes:
        shards: The shards by their ids.
    """

    def __init__(self, shard_ids: Iterable[int], surroundings: ShardSurroundings) -> None:
        self.shards: Mapping[int, GatewayShard] = {
            shard_id: GatewayShard(shard_id, surroundings) for shard_id in shard_ids
        }
        self._stopping = asyncio.Event()
        self._stopped = asyncio.Event()
        self._stopped.set()

    @property
    def ready(self) -> bool:
        """Whether every shard is ready."""
        return all(shard.state is ShardState.READY for shard in self.shards.values())

    def guild_ids(self) -> dict[int, frozenset[int]]:
        """Return the guilds of each shard that has been ready."""
        return {shard_id: shard.record.guild_ids for shard_id, shard in self.shards.items() if shard.record.sessions}

    def session_starts(self) -> dict[int, tuple[SessionStart, ...]]:
        """Return how the last sessions of each shard began."""
        return {shard_id: tuple(shard.record.sessions) for shard_id, shard in self.shards.items()}

    async def run(self) -> None:
        """Drive every shard until ``stop``; shards that may not connect again stay as they are."""
        self._stopped.clear()
        try:
            async with asyncio.TaskGroup() as tasks:
                driving = [
                    tasks.create_task(_drive(shard), name=f"shard-{shard_id}")
                    for shard_id, shard in self.shards.items()
                ]
                await self._stopping.wait()
                for task in driving:
                    task.cancel()
        finally:
            self._stopped.set()

    async def stop(self) -> None:
        """Close every connection in a way that keeps its session, and wait until they are closed."""
        self._stopping.set()
        await self._stopped.wait()


async def _drive(shard: GatewayShard) -> None:
    """Run one shard; should its own code fail, it stays closed and the others go on."""
    try:
        await shard.run()
    except Exception:  # noqa: BLE001 - a defect in one shard must not reach the others
        _log.exception("a shard stopped by a defect", shard=shard.id)

"""What a cog sees of a shard: discord.py's ``ShardInfo`` over a supervised shard."""

from typing import cast

import discord
from discord.shard import Shard

from fairlead_bot.gateway.shard import GatewayShard


class SupervisedShardInfo(discord.ShardInfo):
    """Information about a shard and control over it, also while it has no connection yet."""

    __slots__ = ("_shard",)

    def __init__(self, shard: GatewayShard, shard_count: int | None) -> None:
        # The parent only reads the id and calls disconnect and reconnect, which a supervised shard has.
        super().__init__(cast("Shard", shard), shard_count)
        self._shard = shard

    def is_closed(self) -> bool:
        """Whether the shard has no open connection."""
        return self._shard.connection is None or not self._shard.connection.open

    @property
    def latency(self) -> float:
        """Seconds from the last acknowledged heartbeat to its acknowledgement; infinite when not known."""
        return self._shard.connection.latency if self._shard.connection else float("inf")

    def is_ws_ratelimited(self) -> bool:
        """Whether the connection may send nothing at the moment."""
        return self._shard.connection is not None and self._shard.connection.is_ratelimited()

    async def reconnect(self) -> None:
        """Close the connection, if there is one, and resume."""
        await self._shard.reconnect()

    async def connect(self) -> None:
        """Connect a shard that was disconnected; one that is connected stays so."""
        if self.is_closed():
            await self._shard.reconnect()

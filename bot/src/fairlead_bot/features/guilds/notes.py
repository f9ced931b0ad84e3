"""What may have changed since the table of guilds was written: shards and guilds that are to be looked at."""

import asyncio
from dataclasses import dataclass
from typing import Final

from fairlead_shared.fleet.layout import shard_of_guild

NOTED_GUILDS: Final = 1_000
"""With more guilds than this to look at, whole shards are looked at instead: it bounds what is remembered."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What is to be looked at: shards with all their guilds, and single guilds."""

    shards: frozenset[int]
    guilds: frozenset[int]


class GuildNotes:
    """Remembers where to look, never what was to be seen there: looking twice, or late, does no harm.

    Args:
        shard_count: How many shards the whole bot has.
    """

    def __init__(self, shard_count: int) -> None:
        self._shard_count = shard_count
        self._started = set[int]()
        self._shards = set[int]()
        self._guilds = set[int]()
        self._any = asyncio.Event()

    def shard(self, shard_id: int) -> None:
        """Look at every guild of a shard, which is ready."""
        self._started.add(shard_id)
        self._shards.add(shard_id)
        self._any.set()

    def guild(self, guild_id: int) -> None:
        """Look at a guild; before its shard is ready that is still to come with all the others."""
        shard_id = shard_of_guild(guild_id, self._shard_count)
        if shard_id not in self._started or shard_id in self._shards:
            return
        self._guilds.add(guild_id)
        if len(self._guilds) > NOTED_GUILDS:
            self.again(self.take())
        self._any.set()

    async def wait(self) -> None:
        """Wait until there is something to look at."""
        await self._any.wait()

    def take(self) -> Noted:
        """Return what is to be looked at, and forget it."""
        noted = Noted(frozenset(self._shards), frozenset(self._guilds))
        self._shards.clear()
        self._guilds.clear()
        self._any.clear()
        return noted

    def again(self, noted: Noted) -> None:
        """Look again at what could not be looked at: at whole shards, of which there are few."""
        self._shards |= noted.shards | {shard_of_guild(guild_id, self._shard_count) for guild_id in noted.guilds}
        self._any.set()

"""Lists the shards of the fleet, and finds the one of a guild."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Final

from fairlead_api.paging import Paging
from fairlead_api.shards.reader import FleetReader
from fairlead_api.shards.schemas import GuildShard, ShardEntry, ShardPage, ShardSort
from fairlead_shared.errors import FairleadError
from fairlead_shared.fleet.records import ShardSummary
from fairlead_shared.fleet.selection import ShardFilter, state_of
from fairlead_shared.fleet.status import ShardView

type _Shard = ShardView[ShardSummary]


class NoFleetError(FairleadError):
    """No pod has reported for so long that not even the number of shards is known."""

    code = "no_fleet"
    status = 503
    title = "No pod of the bot reports"


@dataclass(frozen=True, slots=True)
class ShardService:
    """The shards of the bot.

    Attributes:
        reader: Reads them.
    """

    reader: FleetReader

    async def page(self, wanted: ShardFilter, sort: ShardSort, paging: Paging) -> ShardPage:
        """Return some of the shards that fit, each with its figures.

        Raises:
            StoreError: Redis does not answer.
        """
        look = await self.reader.look()
        found = list(wanted.chosen(look.fleet)) if look.fleet else []
        found.sort(key=_KEYS[sort])
        part = found[paging.offset : paging.offset + paging.limit]
        figures = await self.reader.figures(look, part)
        starts = await self.reader.starts(look, part)
        return ShardPage(
            items=[
                ShardEntry(
                    shard_id=shard.shard_id,
                    state=state_of(shard),
                    pod=shard.pod,
                    status=figures.get(shard.shard_id),
                    sessions=starts.get(shard.shard_id, ()),
                )
                for shard in part
            ],
            total=len(found),
            limit=paging.limit,
            offset=paging.offset,
            generation=look.generation,
            ready=look.ready,
            guilds=look.guilds,
            states=look.states,
            read_at=look.at,
        )

    async def of_guild(self, guild_id: int) -> GuildShard:
        """Return the shard that serves a guild.

        Raises:
            NoFleetError: The number of shards is not known.
            StoreError: Redis does not answer.
        """
        look = await self.reader.look()
        if look.fleet is None:
            raise NoFleetError("No pod of the bot has reported for an hour.")
        shard = look.fleet.shards[look.fleet.generation.shard_of(guild_id)]
        status = (await self.reader.figures(look, [shard])).get(shard.shard_id)
        return GuildShard.model_construct(
            guild_id=guild_id,
            shard_id=shard.shard_id,
            shard_count=look.fleet.generation.shard_count,
            state=state_of(shard),
            latency=status.latency if status else None,
            ready_since=status.ready_since if status and shard.ready else None,
            last_event=status.last_event if status else None,
        )


def _latency(shard: _Shard, sign: int) -> float:
    """Return the latency to sort by; shards without one come after all others, whichever are wanted first."""
    return inf if shard.status is None or shard.status.latency is None else sign * shard.status.latency


def _guilds(shard: _Shard) -> int:
    return shard.status.guilds if shard.status else 0


def _events(shard: _Shard) -> float:
    return shard.status.events_per_second if shard.status else 0.0


_KEYS: Final[dict[ShardSort, Callable[[_Shard], str | float]]] = {
    ShardSort.SHARD_ID: lambda shard: shard.shard_id,
    ShardSort.SHARD_ID_DOWN: lambda shard: -shard.shard_id,
    ShardSort.STATE: state_of,
    ShardSort.POD: lambda shard: shard.pod or "",
    ShardSort.GUILDS: _guilds,
    ShardSort.GUILDS_DOWN: lambda shard: -_guilds(shard),
    ShardSort.LATENCY: lambda shard: _latency(shard, 1),
    ShardSort.LATENCY_DOWN: lambda shard: _latency(shard, -1),
    ShardSort.EVENTS: _events,
    ShardSort.EVENTS_DOWN: lambda shard: -_events(shard),
}

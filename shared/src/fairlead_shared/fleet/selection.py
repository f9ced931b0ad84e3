"""Which shards of a fleet somebody asks for, and what each is doing. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fairlead_shared.fleet.records import ShardState, ShardSummary
from fairlead_shared.fleet.status import FleetView, ShardView


class Silence(StrEnum):
    """States that no shard says of itself."""

    STALE = "stale"
    """Its pod no longer reports."""
    UNKNOWN = "unknown"
    """Nobody has reported it yet."""


type StateNow = ShardState | Silence
"""What a shard is doing; of one that is silent, that it is."""

STATES: Final = (*(state.value for state in ShardState), *(silence.value for silence in Silence))
"""Every state that can be asked for."""


@dataclass(frozen=True, slots=True)
class ShardFilter:
    """Which shards are wanted: those that fit everything that is given.

    Attributes:
        state: In this state.
        pod: Driven by this pod.
        guild: The one that has this guild.
        stale: Whether its pod no longer reports.
    """

    state: str | None = None
    pod: str | None = None
    guild: int | None = None
    stale: bool | None = None

    def chosen[S: ShardSummary](self, fleet: FleetView[S]) -> tuple[ShardView[S], ...]:
        """Return the shards of a fleet that fit."""
        shards = fleet.shards
        if self.guild is not None:
            shards = (shards[fleet.generation.shard_of(self.guild)],)
        if self.state is not None:
            shards = tuple(shard for shard in shards if state_of(shard) == self.state)
        if self.pod is not None:
            shards = tuple(shard for shard in shards if shard.pod == self.pod)
        if self.stale is not None:
            shards = tuple(shard for shard in shards if shard.stale == self.stale)
        return shards


def state_of(shard: ShardView[ShardSummary]) -> StateNow:
    """Return what a shard is doing; of one that is silent, that it is."""
    if shard.status is None:
        return Silence.UNKNOWN
    return Silence.STALE if shard.stale else shard.status.state

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
        shard_id = None if self.guild is None else fleet.generation.shard_of(self.guild)
        return tuple(shard for shard in fleet.shards if self._fits(shard, shard_id))

    def _fits(self, shard: ShardView[ShardSummary], shard_id: int | None) -> bool:
        return (
            (self.state is None or self.state == state_of(shard))
            and self.pod in {None, shard.pod}
            and shard_id in {None, shard.shard_id}
            and self.stale in {None, shard.stale}
        )


def state_of(shard: ShardView[ShardSummary]) -> StateNow:
    """Return what a shard is doing; of one that is silent, that it is."""
    if shard.status is None:
        return Silence.UNKNOWN
    return Silence.STALE if shard.stale else shard.status.state

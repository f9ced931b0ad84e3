"""Which shards of a fleet a person asks for. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fairlead_shared.fleet.records import ShardState, ShardStatus
from fairlead_shared.fleet.status import FleetStatus, ShardView

type Shard = ShardView[ShardStatus]


class Silence(StrEnum):
    """States that no shard says of itself."""

    STALE = "stale"
    """Its pod no longer reports."""
    UNKNOWN = "unknown"
    """Nobody has reported it yet."""


STATES: Final = (*(state.value for state in ShardState), *(silence.value for silence in Silence))
"""Every state that can be asked for."""


@dataclass(frozen=True, slots=True)
class ShardFilter:
    """Which shards are wanted: those that fit everything that is given.

    Attributes:
        state: In this state.
        pod: Driven by this pod.
        guild: The one that has this guild.
    """

    state: str | None = None
    pod: str | None = None
    guild: int | None = None

    def chosen(self, fleet: FleetStatus) -> tuple[Shard, ...]:
        """Return the shards of a fleet that fit."""
        return tuple(shard for shard in fleet.shards if self._fits(shard, fleet))

    def _fits(self, shard: Shard, fleet: FleetStatus) -> bool:
        return (
            self.state in {None, state_of(shard)}
            and self.pod in {None, shard.pod}
            and (self.guild is None or fleet.generation.shard_of(self.guild) == shard.shard_id)
        )


def state_of(shard: Shard) -> str:
    """Return what a shard is doing; of one that is silent, that it is."""
    if shard.status is None:
        return Silence.UNKNOWN
    return Silence.STALE if shard.stale else shard.status.state

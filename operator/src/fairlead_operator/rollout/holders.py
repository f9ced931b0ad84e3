"""Which pod drives which slot. Pure."""

from fairlead_operator.observed import FleetSeen
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import ShardState


def holders(generation: Generation, fleet: FleetSeen) -> dict[str, int]:
    """Return the slot of each pod that says that it drives one, and still reports."""
    return {
        shard.pod: generation.slot_of(shard.shard_id)
        for shard in fleet.shards
        if shard.pod and shard.status and not shard.stale and shard.status.state is not ShardState.CLOSED
    }

"""Finds the shards that may not identify yet, and says until when. Pure."""

from collections.abc import Sequence

from fairlead_operator.observed import FleetSeen, ShardSeen
from fairlead_shared.fleet.records import HoldReason, ShardState


def held_shards(fleet: FleetSeen | None, reason: HoldReason) -> tuple[ShardSeen, ...]:
    """Return the shards that may not identify for a reason; one whose pod no longer reports waits for nothing."""
    return tuple(
        shard
        for shard in (fleet.shards if fleet else ())
        if shard.status
        and not shard.stale
        and shard.status.state is ShardState.WAITING_FOR_BUDGET
        and shard.status.hold is reason
    )


def earliest_start(shards: Sequence[ShardSeen]) -> str | None:
    """Return when the first of some shards may identify, in UTC to the second, as far as it is known."""
    times = [shard.status.waiting_until for shard in shards if shard.status and shard.status.waiting_until]
    return min(times).strftime("%Y-%m-%dT%H:%M:%SZ") if times else None

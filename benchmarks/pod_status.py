"""What a pod of a large fleet says."""

from datetime import UTC, datetime

from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import CogStatus, PodStatus, ShardState, ShardStatus


def pod_status(generation: Generation, slot: int) -> PodStatus:
    """Return what a pod says whose shards have been ready for a while."""
    at = datetime.now(UTC)
    return PodStatus(
        pod=f"demo-{generation.name}-{slot}",
        generation=generation.name,
        slot=slot,
        epoch=1_764_000_000_000_000 + slot,
        started_at=at,
        shards=tuple(
            ShardStatus(
                shard_id=shard_id,
                state=ShardState.READY,
                guilds=1000,
                latency=0.0412345,
                ready_since=at,
                last_heartbeat=at,
                last_event=at,
                events=1_234_567,
                events_per_second=12.345,
                resumes=3,
                identifies=1,
            )
            for shard_id in generation.shards_of(slot)
        ),
        cogs=tuple(CogStatus(name=f"cog{number}", loaded=True) for number in range(10)),
    )

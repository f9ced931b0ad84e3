"""Records of a fleet to test on."""

from datetime import UTC, datetime

from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import CogStatus, HoldReason, PodStatus, ShardState, ShardStatus


def pod_status(
    pod: str,
    slot: int | None,
    *,
    generation: Generation = Generation(4, 2),  # noqa: B008 - immutable
    epoch: int = 1,
    state: ShardState = ShardState.READY,
    guilds: int = 0,
    events_per_second: float = 0.0,
    cogs: tuple[CogStatus, ...] = (),
    hold: HoldReason | None = None,
    waiting_until: datetime | None = None,
) -> PodStatus:
    """A pod that says the same of each of its shards; without a slot it is a standby."""
    shards = () if slot is None else generation_shards(generation, slot)
    return PodStatus(
        pod=pod,
        generation=generation.name,
        slot=slot,
        epoch=None if slot is None else epoch,
        started_at=datetime(2026, 11, 1, tzinfo=UTC),
        cogs=cogs,
        shards=tuple(
            ShardStatus(
                shard_id=shard_id,
                state=state,
                guilds=guilds,
                events_per_second=events_per_second,
                hold=hold,
                waiting_until=waiting_until,
            )
            for shard_id in shards
        ),
    )


def generation_shards(generation: Generation, slot: int) -> tuple[int, ...]:
    """The shards of a slot; one beyond the generation stands for a record of an older, larger layout."""
    return tuple(range(slot * generation.shards_per_pod, (slot + 1) * generation.shards_per_pod))

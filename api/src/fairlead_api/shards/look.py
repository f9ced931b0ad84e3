"""The fleet at one moment, and what of it is told to whom has seen it at another."""

from collections import Counter
from datetime import datetime
from functools import cached_property
from typing import Literal

from fairlead_api.shards.schemas import ShardRow, ShardsEvent
from fairlead_shared.fleet.records import ShardSummary
from fairlead_shared.fleet.selection import StateNow, state_of
from fairlead_shared.fleet.status import FleetSummary, ShardView


class Look:
    """The fleet at one moment. What streams send of it is made once for all of them.

    Args:
        number: Tells it from other looks of this process.
        at: When that was.
        fleet: Every shard; nothing where no pod has reported for long.
    """

    def __init__(self, number: int, at: datetime, fleet: FleetSummary | None) -> None:
        self.number = number
        self.at = at
        self.fleet = fleet
        self._changes: dict[int, bytes] = {}

    @property
    def generation(self) -> str | None:
        """The layout that reported last."""
        return self.fleet.generation.name if self.fleet else None

    @cached_property
    def ready(self) -> int:
        """How many shards are ready."""
        return self.fleet.ready_shards if self.fleet else 0

    @cached_property
    def guilds(self) -> int:
        """How many guilds the shards that are known have."""
        return self.fleet.guilds if self.fleet else 0

    @cached_property
    def states(self) -> dict[StateNow, int]:
        """How many shards are in each state."""
        return Counter(row[1] for row in self.rows)

    @cached_property
    def rows(self) -> tuple[ShardRow, ...]:
        """Every shard."""
        return tuple(map(_row, self.fleet.shards)) if self.fleet else ()

    @cached_property
    def snapshot(self) -> bytes:
        """The event that tells of every shard."""
        return self._event("snapshot", self.rows)

    def since(self, earlier: "Look | None") -> bytes:
        """Return the event that brings somebody up to this look who knows an earlier one; empty if nothing changed."""
        if earlier is None or earlier.generation != self.generation:
            return self.snapshot
        if earlier.number not in self._changes:
            changed = tuple(row for row, before in zip(self.rows, earlier.rows, strict=True) if row != before)
            self._changes[earlier.number] = self._event("changes", changed) if changed else b""
        return self._changes[earlier.number]

    def _event(self, kind: Literal["snapshot", "changes"], rows: tuple[ShardRow, ...]) -> bytes:
        return encoded(ShardsEvent.model_construct(event=kind, generation=self.generation, shards=rows))


def encoded(event: ShardsEvent) -> bytes:
    """Write an event.

    Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
    """
    return f"event: {event.event}\ndata: {event.model_dump_json()}\n\n".encode()


def _row(shard: ShardView[ShardSummary]) -> ShardRow:
    status = shard.status
    if status is None:
        return (shard.shard_id, state_of(shard), None, 0, None)
    latency = None if status.latency is None else round(status.latency * 1000)
    return (shard.shard_id, state_of(shard), shard.pod, status.guilds, latency)

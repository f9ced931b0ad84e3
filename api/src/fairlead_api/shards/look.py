"""The fleet at one moment, and what of it is told to whom has seen it at another."""

from collections import Counter
from datetime import datetime
from functools import cached_property
from itertools import repeat
from typing import Literal

from fairlead_api.shards.rate import steady
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
        earlier: The look before: rates stay what they were there until they are really others.
    """

    def __init__(self, number: int, at: datetime, fleet: FleetSummary | None, earlier: "Look | None" = None) -> None:
        self.number = number
        self.at = at
        self.fleet = fleet
        same = earlier is not None and earlier.generation == self.generation
        self._rates_before = earlier.rates if earlier and same else ()
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
        return tuple(map(_row, self.fleet.shards, self.rates)) if self.fleet else ()

    @cached_property
    def rates(self) -> tuple[float, ...]:
        """The events a second of every shard, as they are shown."""
        if self.fleet is None:
            return ()
        return tuple(map(steady, map(_rate, self.fleet.shards), self._rates_before or repeat(0.0)))

    @cached_property
    def snapshot(self) -> bytes:
        """The event that tells of every shard."""
        return self._event("snapshot", self.rows)

    @cached_property
    def no_change(self) -> bytes:
        """The event that tells of no shard."""
        return self._event("changes", ())

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


def _rate(shard: ShardView[ShardSummary]) -> float:
    return shard.status.events_per_second if shard.status and not shard.stale else 0.0


def _row(shard: ShardView[ShardSummary], rate: float) -> ShardRow:
    status = shard.status
    if status is None:
        return (shard.shard_id, state_of(shard), None, 0, None, rate)
    latency = None if status.latency is None else round(status.latency * 1000)
    return (shard.shard_id, state_of(shard), shard.pod, status.guilds, latency, rate)

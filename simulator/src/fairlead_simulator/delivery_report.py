"""The report on deliveries and gaps, as a client of the control API reads it."""

from dataclasses import dataclass

from fairlead_simulator.body import Body, integer, items, mapping, number, text, values
from fairlead_simulator.jsonvalue import Json, JsonObject


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """How the delivery of a set of events went; what went wrong is counted by label.

    Labels: `interrupted`, `session_gone`, `double_fault`, and `unexplained`, which is a defect.

    Attributes:
        expected: Events that a witness was there to handle.
        handled: Those whose handler ended.
        running: Those whose handler has begun in a living process, and has not ended.
        lost: Those that were never handled to the end and never will be.
        doubled: How often one was handled again.
        out_of_order: Those whose handling began after that of a later event of their guild.
    """

    expected: int
    handled: int
    running: int
    lost: dict[str, int]
    doubled: dict[str, int]
    out_of_order: dict[str, int]

    @property
    def whole(self) -> bool:
        """Whether every event was handled to the end exactly once, in order."""
        return self.handled == self.expected and not (self.lost or self.doubled or self.out_of_order)


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """How the delivery of all witnessed events went.

    Attributes:
        total: Over all guilds.
        guilds: Guilds where something is amiss or still runs, by id; `direct` for what belongs to no guild.
        witnessed: Event names that witnesses announced.
        unexplained: The first events whose trouble has no reason, as the ledger describes them.
        unknown_marks: What witnesses said of events that the ledger does not have.
        forgotten: Events that the ledger no longer has.
    """

    total: DeliveryCounts
    guilds: dict[str, DeliveryCounts]
    witnessed: list[str]
    unexplained: list[JsonObject]
    unknown_marks: int
    forgotten: int


@dataclass(frozen=True, slots=True)
class GapReport:
    """How often a shard had no connection after it had one, and for how many seconds; None where no gap has ended."""

    count: int
    open: int
    resumed: int
    median: float | None
    p99: float | None
    longest: float | None


def delivery_counts(value: Json, path: tuple[str, ...]) -> DeliveryCounts:
    """Parse the counts of a set of events."""
    body = Body(value, path)
    labelled = values(integer())
    return DeliveryCounts(
        expected=body.required("expected", integer()),
        handled=body.required("handled", integer()),
        running=body.required("running", integer()),
        lost=body.required("lost", labelled),
        doubled=body.required("doubled", labelled),
        out_of_order=body.required("out_of_order", labelled),
    )


def delivery_report(value: Json, path: tuple[str, ...]) -> DeliveryReport:
    """Parse the report on deliveries."""
    body = Body(value, path)
    return DeliveryReport(
        total=delivery_counts(value, path),
        guilds=body.required("guilds", values(delivery_counts)),
        witnessed=body.required("witnessed", items(text())),
        unexplained=body.required("unexplained", items(mapping)),
        unknown_marks=body.required("unknown_marks", integer()),
        forgotten=body.required("forgotten", integer()),
    )


def gap_reports(value: Json, path: tuple[str, ...]) -> dict[tuple[int, int], GapReport]:
    """Parse the gaps by shard id and shard count."""
    return {shard(name): report for name, report in values(_gaps)(value, path).items()}


def shard(name: str) -> tuple[int, int]:
    """Read a shard written as `id/count`."""
    shard_id, _, shard_count = name.partition("/")
    return int(shard_id), int(shard_count)


def _gaps(value: Json, path: tuple[str, ...]) -> GapReport:
    body = Body(value, path)
    seconds = Body(body.required("seconds", mapping), (*path, "seconds"))
    return GapReport(
        count=body.required("count", integer()),
        open=body.required("open", integer()),
        resumed=body.required("resumed", integer()),
        median=seconds.optional("median", number()),
        p99=seconds.optional("p99", number()),
        longest=seconds.optional("longest", number()),
    )

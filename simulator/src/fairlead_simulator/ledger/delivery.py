"""The judgement: which events were lost, handled twice or handled out of order, and which of them for a reason.

A pure function of what was sent, what was seen, and what the harness did.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from fairlead_simulator.ledger.history import SessionHistory
from fairlead_simulator.ledger.mishaps import Mishaps
from fairlead_simulator.ledger.record import Record
from fairlead_simulator.ledger.witness import Handling


class Label(StrEnum):
    """Why an event was not handled exactly once, in its turn."""

    INTERRUPTED = "interrupted"
    """Its handling had begun and had not ended when the process died.

    Where the harness says how far the process had marked its sessions: lost, it was marked, and neither it nor a later
    event of its session had begun; doubled, it had ended, and its mark was not there yet.
    """

    SESSION_GONE = "session_gone"
    """It fell into a window for which Discord no longer offered the session."""

    DOUBLE_FAULT = "double_fault"
    """The store lost acknowledged writes, or was unreachable, and the process died in the same window."""

    UNEXPLAINED = "unexplained"
    """None of these: a defect."""


class Trouble(StrEnum):
    """What went wrong with an event."""

    LOST = "lost"
    DOUBLED = "doubled"
    OUT_OF_ORDER = "out_of_order"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that went wrong with one event."""

    trouble: Trouble
    label: Label
    record: Record


@dataclass(slots=True)
class Delivery:
    """How a set of events fared.

    Attributes:
        expected: Events that somebody was there to handle.
        handled: Those whose handler ended at least once.
        running: Those whose handler has begun in a process that lives, and has not ended.
        findings: What went wrong.
    """

    expected: int = 0
    handled: int = 0
    running: int = 0
    findings: list[Finding] = field(default_factory=list)

    def counts(self, trouble: Trouble) -> Counter[Label]:
        """Return how often something went wrong, by label."""
        return Counter(finding.label for finding in self.findings if finding.trouble is trouble)


@dataclass(frozen=True, slots=True)
class Offer:
    """One session to which an event was, or would have been, given.

    Attributes:
        history: The session; where the shard had none when the event happened, its last one.
        sequence: The event's sequence in it; None where the session had ended before.
    """

    history: SessionHistory
    sequence: int | None

    @property
    def gone(self) -> bool:
        """Whether Discord did not give the client every chance to see the event."""
        if self.sequence is None:
            return self.history.ended_by_discord
        return not self.history.offers(self.sequence)


@dataclass(frozen=True, slots=True)
class Case:
    """An event, and all that is known of it.

    Attributes:
        record: The event.
        offers: The sessions to which it went.
        handlings: The times that it was handled, oldest first.
    """

    record: Record
    offers: Sequence[Offer]
    handlings: Sequence[Handling]

    @property
    def began_at(self) -> float:
        """When it was first handled (seconds since the Unix epoch); at the end of time where it never was."""
        return min((handling.began_at for handling in self.handlings), default=float("inf"))

    @property
    def copies(self) -> Iterator[tuple[str, int]]:
        """The sessions that were given it, with its sequence in each."""
        for offer in self.offers:
            if offer.sequence is not None:
                yield offer.history.session_id, offer.sequence

    def double_fault(self, mishaps: Mishaps, at: float) -> bool:
        """Tell whether the store failed and the process of one of its shards died around a moment."""
        return any(mishaps.double_fault(at, offer.history.shard_id, offer.history.shard) for offer in self.offers)


class Cut:
    """Where the handling of each session stopped when a process died: between its last begun event and its mark."""

    def __init__(self, cases: Sequence[Case], mishaps: Mishaps) -> None:
        self._begun: dict[tuple[int, str], int] = {}
        oldest = cases[0].record.at if cases else 0.0
        self._marks = [(place, kill) for place, kill in enumerate(mishaps.kills) if kill.marks and kill.at >= oldest]
        for case in cases if self._marks else ():
            for session_id, sequence in case.copies:
                for place, kill in self._marks:
                    if case.began_at <= kill.at:
                        key = place, session_id
                        self._begun[key] = max(self._begun.get(key, 0), sequence)

    def through(self, case: Case) -> bool:
        """Tell whether an event that was never handled was marked, and nothing after it had begun, at a death."""
        return any(
            self._begun.get((place, session_id), 0) < sequence <= kill.marks.get(session_id, 0)
            for session_id, sequence in case.copies
            for place, kill in self._marks
        )


def judge(events: Iterable[Case], mishaps: Mishaps) -> dict[int | None, Delivery]:
    """Judge events, which come in the order in which they happened, and return deliveries by guild."""
    deliveries: dict[int | None, Delivery] = {}
    begun: dict[int | None, list[Case]] = {}
    cases = list(events)
    cut = Cut(cases, mishaps)
    for case in cases:
        delivery = deliveries.setdefault(case.record.guild_id, Delivery())
        delivery.expected += 1
        if any(handling.ended_at is not None for handling in case.handlings):
            delivery.handled += 1
        elif any(not mishaps.killed(handling.process, handling.began_at) for handling in case.handlings):
            delivery.running += 1
        else:
            delivery.findings.append(Finding(Trouble.LOST, _why_lost(case, mishaps, cut), case.record))
        delivery.findings += [
            Finding(Trouble.DOUBLED, _why_doubled(case, before, mishaps), case.record) for before in case.handlings[:-1]
        ]
        if case.handlings:
            begun.setdefault(case.record.guild_id, []).append(case)
    for guild_id, turns in begun.items():
        deliveries[guild_id].findings += _out_of_order(turns, mishaps)
    return deliveries


def _out_of_order(cases: list[Case], mishaps: Mishaps) -> Iterator[Finding]:
    """Find the events whose handling began after that of a later one; equal times count as in order."""
    newest = 0
    for case in sorted(cases, key=lambda case: case.began_at):
        if case.record.number < newest:
            yield Finding(Trouble.OUT_OF_ORDER, _fault(case, mishaps), case.record)
        newest = max(newest, case.record.number)


def _why_lost(case: Case, mishaps: Mishaps, cut: Cut) -> Label:
    """Return why an event was lost: first what keeps any process from handling it again, then what began and ended."""
    if case.offers and all(offer.gone for offer in case.offers):
        return Label.SESSION_GONE
    fault = _fault(case, mishaps)
    if fault is Label.UNEXPLAINED and (case.handlings or cut.through(case)):
        return Label.INTERRUPTED
    return fault


def _why_doubled(case: Case, before: Handling, mishaps: Mishaps) -> Label:
    """Return why an event was handled again after a time before: first that its mark was lost, then what it was at."""
    # What ended after the store failed could not be marked, also if it had come before.
    fault = _fault(case, mishaps, max(case.record.at, before.ended_at or before.began_at))
    interrupted = before.ended_at is None and mishaps.killed(before.process, before.began_at)
    unmarked = any(mishaps.unmarked(before.process, before.began_at, *copy) for copy in case.copies)
    return Label.INTERRUPTED if fault is Label.UNEXPLAINED and (interrupted or unmarked) else fault


def _fault(case: Case, mishaps: Mishaps, at: float | None = None) -> Label:
    moment = case.record.at if at is None else at
    return Label.DOUBLE_FAULT if case.double_fault(mishaps, moment) else Label.UNEXPLAINED

"""What must hold after every fault: a function from what was observed to what is broken."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fairlead_shared.fleet.delivery import Delivery
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import IdentifyCause
from fairlead_simulator.ledger.delivery import Label, Trouble
from tests.chaos.faults import Round

ALLOWED: Mapping[Delivery, frozenset[tuple[Trouble, Label]]] = {
    Delivery.AT_MOST_ONCE: frozenset(
        {
            (Trouble.LOST, Label.INTERRUPTED),
            (Trouble.LOST, Label.SESSION_GONE),
            *((trouble, Label.DOUBLE_FAULT) for trouble in Trouble),
        }
    ),
    Delivery.AT_LEAST_ONCE: frozenset(
        {
            (Trouble.DOUBLED, Label.INTERRUPTED),
            (Trouble.LOST, Label.SESSION_GONE),
            *((trouble, Label.DOUBLE_FAULT) for trouble in Trouble),
        }
    ),
}
"""What a fault may do to events by what the bot was promised; anything else is a defect."""

_AFTER_FORGETTING = frozenset({IdentifyCause.START, IdentifyCause.RESUME_FAILED, IdentifyCause.SESSION_LOST})
_MOST_AFTER_FORGETTING = 3
"""A process that follows may be followed itself before it has saved anything."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often a shard may identify after a round of faults, and for which causes."""

    times: int = 0
    causes: frozenset[IdentifyCause] = frozenset()

    def __add__(self, other: "Allowance") -> "Allowance":
        return Allowance(self.times + other.times, self.causes | other.causes)


def allowances(faults: Round, generation: Generation) -> dict[int, Allowance]:
    """Return how often each shard may identify because of faults that happened at once.

    A session that Discord ended is begun anew. Where the store forgot, or Discord ended the session, and in the same
    round another process took the slot up, that one may find nothing that it could resume.
    """
    found = defaultdict[int, Allowance](Allowance)
    for fault in faults:
        if fault.terms.ends_session and fault.place is not None:
            found[fault.place] += Allowance(1, frozenset({IdentifyCause.SESSION_LOST}))
    forgets = any(fault.terms.forgets for fault in faults)
    for fault in faults:
        if fault.terms.follows and fault.place is not None:
            for shard_id in generation.shards_of(fault.place):
                if forgets or shard_id in found:
                    found[shard_id] += Allowance(_MOST_AFTER_FORGETTING, _AFTER_FORGETTING)
    return dict(found)


@dataclass(frozen=True, order=True, slots=True)
class Tenure:
    """The time in which a bot handled events of a slot: from the first to the last begin of them.

    Attributes:
        slot: The slot.
        first: The first begin (seconds since the Unix epoch).
        last: The last one.
        bot: The name of its witness: each bot of a pod has another one.
    """

    slot: int
    first: float
    last: float
    bot: str


def tenures(begins: Iterable[tuple[int, str, float]]) -> list[Tenure]:
    """Return who handled events of which slot and when, in the order in which they began.

    Args:
        begins: For each begin of a handler: the slot, the witness's name, and when.
    """
    moments = defaultdict[tuple[int, str], list[float]](list)
    for slot, bot, at in begins:
        moments[slot, bot].append(at)
    return sorted(Tenure(slot, min(times), max(times), bot) for (slot, bot), times in moments.items())


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was observed of one round.

    Attributes:
        delivery: What the bot's handlers were promised.
        troubles: What went wrong with events that were not counted before.
        violations: How often rules of Discord were broken.
        identifies: By shard: how many sessions were begun in the round.
        causes: The entries that the identify ledger has of the round: shard and cause.
        allowed: How often each shard may have identified.
        ledger_is_whole: Whether the store kept the ledger through the round.
        tenures: Who handled events.
        caches: Where a cache is not what the world is.
    """

    delivery: Delivery
    troubles: Mapping[tuple[Trouble, Label], int] = field(default_factory=dict)
    violations: Mapping[str, int] = field(default_factory=dict)
    identifies: Mapping[int, int] = field(default_factory=dict)
    causes: Sequence[tuple[int, IdentifyCause]] = ()
    allowed: Mapping[int, Allowance] = field(default_factory=dict)
    ledger_is_whole: bool = True
    tenures: Sequence[Tenure] = ()
    caches: Sequence[str] = ()


def breaches(evidence: Evidence) -> list[str]:
    """Return every invariant that is broken, a sentence each."""
    return [
        *(
            f"{times} events {trouble} ({label})"
            for (trouble, label), times in evidence.troubles.items()
            if times and (trouble, label) not in ALLOWED[evidence.delivery]
        ),
        *(f"the rule {rule} was broken {times} times" for rule, times in evidence.violations.items()),
        *_identifies(evidence),
        *_owners(evidence.tenures),
        *evidence.caches,
    ]


def _identifies(evidence: Evidence) -> Iterator[str]:
    entries = Counter(shard_id for shard_id, _ in evidence.causes)
    for shard_id, times in evidence.identifies.items():
        most = evidence.allowed.get(shard_id, Allowance()).times
        if times > most:
            yield f"shard {shard_id} identified {times} times, and the faults explain {most}"
        if evidence.ledger_is_whole and entries[shard_id] < times:
            yield f"shard {shard_id} identified {times} times, and the ledger has {entries[shard_id]}"
    for shard_id, cause in evidence.causes:
        if cause not in evidence.allowed.get(shard_id, Allowance()).causes:
            yield f"shard {shard_id} identified for the cause {cause}, which no fault explains"


def _owners(found: Sequence[Tenure]) -> Iterator[str]:
    for earlier, later in itertools.pairwise(sorted(found)):
        if earlier.slot == later.slot and earlier.last >= later.first:
            yield (
                f"slot {earlier.slot} had two owners: {earlier.bot} handled events until {earlier.last:.3f}, "
                f"{later.bot} from {later.first:.3f} on"
            )

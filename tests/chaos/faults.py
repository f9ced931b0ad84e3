"""What goes wrong in a run: the kinds of faults, and a sequence of them drawn from a seed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from random import Random
from types import MappingProxyType
from typing import Final

from fairlead_shared.fleet.layout import Generation

AT_ONCE: Final[Mapping[int, float]] = MappingProxyType({1: 6, 2: 3, 3: 1})
"""How often so many faults happen at once, relative to each other."""
LONGEST_OFFSET: Final = 1.5
"""Seconds from the beginning of a round within which its faults begin."""


class FaultKind(StrEnum):
    """A kind of fault; the value is its name in reports."""

    DROP = "drop"
    DROP_ALL = "drop all"
    HALF_OPEN = "half open"
    ZOMBIE = "zombie"
    DEAF = "deaf"
    RECONNECT = "op 7"
    RESUMABLE = "op 9 true"
    INVALID_SESSION = "op 9 false"
    CLOSE_4000 = "close 4000"
    CLOSE_4007 = "close 4007"
    CLOSE_4009 = "close 4009"
    DEAD_RESUME_URL = "dead resume url"
    SLOW_LINK = "slow link"
    OUTAGE = "outage"
    KILL = "kill"
    KILL_TAKEOVER = "kill, takeover"
    KILL_AT_MARK = "kill after a mark"
    KILL_IN_CHECKPOINT = "kill in a checkpoint"
    KILL_STANDBY = "kill the standby"
    PAUSE = "pause"
    PAUSE_TAKEOVER = "pause, takeover"
    TERMINATE = "terminate"
    KILL_LEAVING = "kill who leaves"
    KILL_TAKING = "kill who takes over"
    REDIS_RESTART = "redis restart"
    REDIS_OUTAGE = "redis outage"
    REDIS_FLUSH = "redis emptied"
    REDIS_EMPTY_RESTART = "redis restart, empty"
    REDIS_OLDER = "redis older copy"
    REDIS_CUT = "redis cut"
    REDIS_CUT_TAKEOVER = "redis cut, takeover"
    REDIS_SLOW = "redis slow"


class Target(StrEnum):
    """Whom a kind of fault hits."""

    SHARD = "shard"
    SLOT = "slot"
    STANDBY = "standby"
    EVERYBODY = "everybody"
    STORE = "store"


@dataclass(frozen=True, slots=True)
class Terms:
    """What is known of a kind of fault.

    Attributes:
        target: Whom it hits.
        weight: How often it is drawn, relative to the others.
        seconds: The bound: how long after it the fleet may take to be whole again.
        ends_session: Whether Discord ends the shard's session.
        follows: Whether another process takes the slot up: the one that had it died, or was overtaken.
        needs_standby: Whether the standby takes the slot over, or is hit itself.
        forgets: Whether the store loses writes that it had acknowledged.
    """

    target: Target
    weight: float
    seconds: float
    ends_session: bool = False
    follows: bool = False
    needs_standby: bool = False
    forgets: bool = False


_QUICK, _START, _LEASE, _LONG = 30.0, 60.0, 75.0, 120.0
TERMS: Final[Mapping[FaultKind, Terms]] = MappingProxyType(
    {
        FaultKind.DROP: Terms(Target.SHARD, 4, _QUICK),
        FaultKind.DROP_ALL: Terms(Target.EVERYBODY, 2, _QUICK),
        FaultKind.HALF_OPEN: Terms(Target.SHARD, 3, _START),
        FaultKind.ZOMBIE: Terms(Target.SHARD, 3, _START),
        FaultKind.DEAF: Terms(Target.SHARD, 0.5, _LONG),
        FaultKind.RECONNECT: Terms(Target.SHARD, 4, _QUICK),
        FaultKind.RESUMABLE: Terms(Target.SHARD, 3, _QUICK),
        FaultKind.INVALID_SESSION: Terms(Target.SHARD, 4, _QUICK, ends_session=True),
        FaultKind.CLOSE_4000: Terms(Target.SHARD, 3, _QUICK),
        FaultKind.CLOSE_4007: Terms(Target.SHARD, 3, _QUICK, ends_session=True),
        FaultKind.CLOSE_4009: Terms(Target.SHARD, 3, _QUICK, ends_session=True),
        FaultKind.DEAD_RESUME_URL: Terms(Target.SHARD, 3, _QUICK),
        FaultKind.SLOW_LINK: Terms(Target.SHARD, 3, _QUICK),
        FaultKind.OUTAGE: Terms(Target.EVERYBODY, 2, _START),
        FaultKind.KILL: Terms(Target.SLOT, 6, _START, follows=True),
        FaultKind.KILL_TAKEOVER: Terms(Target.SLOT, 3, _LEASE, follows=True, needs_standby=True),
        FaultKind.KILL_AT_MARK: Terms(Target.SLOT, 5, _START, follows=True),
        FaultKind.KILL_IN_CHECKPOINT: Terms(Target.SLOT, 5, _START, follows=True),
        FaultKind.KILL_STANDBY: Terms(Target.STANDBY, 2, _START, needs_standby=True),
        FaultKind.PAUSE: Terms(Target.SLOT, 3, _QUICK),
        FaultKind.PAUSE_TAKEOVER: Terms(Target.SLOT, 3, _LEASE, follows=True, needs_standby=True),
        FaultKind.TERMINATE: Terms(Target.SLOT, 6, _LEASE, follows=True, needs_standby=True),
        FaultKind.KILL_LEAVING: Terms(Target.SLOT, 4, _LEASE, follows=True, needs_standby=True),
        FaultKind.KILL_TAKING: Terms(Target.SLOT, 4, _LEASE, follows=True, needs_standby=True),
        FaultKind.REDIS_RESTART: Terms(Target.STORE, 3, _LEASE),
        FaultKind.REDIS_OUTAGE: Terms(Target.STORE, 2, _LONG),
        FaultKind.REDIS_FLUSH: Terms(Target.STORE, 2, _LEASE, forgets=True),
        FaultKind.REDIS_EMPTY_RESTART: Terms(Target.STORE, 2, _LEASE, forgets=True),
        FaultKind.REDIS_OLDER: Terms(Target.STORE, 2, _LEASE, forgets=True),
        FaultKind.REDIS_CUT: Terms(Target.SLOT, 3, _QUICK),
        FaultKind.REDIS_CUT_TAKEOVER: Terms(Target.SLOT, 2, _LEASE, follows=True, needs_standby=True),
        FaultKind.REDIS_SLOW: Terms(Target.SLOT, 3, _QUICK),
    }
)
"""Every kind. The bounds are for a busy machine with two cores; what comes from a lease is ten seconds of them."""

QUICK_KINDS: Final = frozenset(
    kind
    for kind, terms in TERMS.items()
    if terms.seconds <= _START and kind not in {FaultKind.OUTAGE, FaultKind.HALF_OPEN, FaultKind.ZOMBIE}
) | {FaultKind.TERMINATE}
"""The kinds after which nobody waits for a lease or a heartbeat: for a run that is to be short."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a run.

    Attributes:
        kind: What goes wrong.
        place: The shard or slot that it hits; nothing where it hits no single one.
        after: Seconds after the beginning of its round.
        amount: From 0 to 1: how long it lasts or how deep into something it comes, as its kind reads it.
    """

    kind: FaultKind
    place: int | None
    after: float
    amount: float

    @property
    def terms(self) -> Terms:
        """What is known of its kind."""
        return TERMS[self.kind]

    def __str__(self) -> str:
        where = "" if self.place is None else f" {self.terms.target} {self.place}"
        return f"{self.kind}{where}"


type Round = tuple[Fault, ...]
"""Faults that happen at once; the fleet is given time to become whole before the next ones."""


def rounds(
    seed: int, total: int, generation: Generation, kinds: Collection[FaultKind] = frozenset(FaultKind)
) -> Iterator[Round]:
    """Yield rounds with so many faults in all; the same arguments give the same faults."""
    source, left = Random(f"chaos:{seed}"), total
    for _ in count():
        if left <= 0:
            return
        drawn = _draw(source, min(left, _choose(source, AT_ONCE)), generation, kinds)
        left -= len(drawn)
        yield drawn


def _draw(source: Random, size: int, generation: Generation, kinds: Collection[FaultKind]) -> Round:
    chosen = list[Fault]()
    while len(chosen) < size:
        weights = {kind: TERMS[kind].weight for kind in FaultKind if kind in kinds and _fits(kind, chosen)}
        if not weights:
            break
        kind = _choose(source, weights)
        place = _place(source, kind, generation, chosen)
        chosen.append(Fault(kind, place, round(source.uniform(0, LONGEST_OFFSET), 2), round(source.random(), 2)))
    return tuple(chosen)


def _fits(kind: FaultKind, chosen: list[Fault]) -> bool:
    """Tell whether a kind can happen beside others: there is one standby and one store."""
    terms = TERMS[kind]
    others = [fault.terms for fault in chosen]
    if terms.needs_standby and any(other.needs_standby for other in others):
        return False
    return terms.target is not Target.STORE or all(other.target is not Target.STORE for other in others)


def _place(source: Random, kind: FaultKind, generation: Generation, chosen: list[Fault]) -> int | None:
    target = TERMS[kind].target
    if target not in {Target.SHARD, Target.SLOT}:
        return None
    size = generation.shard_count if target is Target.SHARD else generation.slots
    taken = {fault.place for fault in chosen if fault.terms.target is target}
    free = [place for place in range(size) if place not in taken]
    return source.choice(free or list(range(size)))


def _choose[T](source: Random, weights: Mapping[T, float]) -> T:
    (chosen,) = source.choices(list(weights), list(weights.values()))
    return chosen

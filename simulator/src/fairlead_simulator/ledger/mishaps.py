"""Mishaps: what a test harness did to the processes and the store under test, in its own words.

The simulator sees connections only. That a process was killed, or that the store lost writes which it had acknowledged,
it learns from the harness; without that, what was lost by it stays unexplained.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from fairlead_simulator.ledger.history import ShardHistory

SLACK_SECONDS = 5.0
"""How far the begin of a shard's gap may lie from the kill that caused it: the harness reports it a little later."""


@dataclass(frozen=True, slots=True)
class Kill:
    """The death of a process, or the moment from which another one followed it while it stood still.

    Attributes:
        process: Its name, as its witness gives it.
        at: When (seconds since the Unix epoch).
        shards: The shards that it held; None leaves it to the gaps in their connections.
        marks: By the id of each session that it held: the sequence up to which its store says that events were handled.
    """

    process: str
    at: float
    shards: frozenset[int] | None = None
    marks: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(slots=True)
class StoreFault:
    """A time in which the store lost acknowledged writes or could not be reached.

    Attributes:
        began: When (seconds since the Unix epoch).
        ended: When it was over; None while it is not.
    """

    began: float
    ended: float | None = None

    def covers(self, at: float) -> bool:
        """Tell whether a moment lies in it."""
        return self.began <= at and (self.ended is None or at <= self.ended)


@dataclass(slots=True)
class Mishaps:
    """Everything that the harness reported."""

    kills: list[Kill] = field(default_factory=list)
    store_faults: list[StoreFault] = field(default_factory=list)

    def killed(self, process: str, since: float) -> bool:
        """Tell whether a process died after a moment."""
        return any(kill.process == process and kill.at >= since for kill in self.kills)

    def unmarked(self, process: str, since: float, session_id: str, sequence: int) -> bool:
        """Tell whether a process died after a moment and its store did not know yet that an event was handled."""
        return any(
            kill.process == process and kill.at >= since and sequence > kill.marks.get(session_id, sequence)
            for kill in self.kills
        )

    def double_fault(self, at: float, shard_id: int, shard: ShardHistory) -> bool:
        """Tell whether an event fell into a window in which the store failed and the process of its shard died.

        The window begins with the store's fault and ends when the shard had a connection again after the kill.

        Args:
            at: When the event happened, or its handler ended.
            shard_id: Its shard.
            shard: The connections of that shard.
        """
        return any(
            fault.covers(kill.at) and fault.began <= at <= end
            for kill in self.kills
            if (end := _recovery(kill, shard_id, shard)) is not None
            for fault in self.store_faults
        )


def _recovery(kill: Kill, shard_id: int, shard: ShardHistory) -> float | None:
    """Return when a shard was connected again after a kill; None when the kill did not touch the shard."""
    if kill.shards is not None and shard_id not in kill.shards:
        return None
    # A connection may have broken for another reason right before: the last gap is the one that the kill caused.
    near = [gap for gap in shard.gaps if abs(gap.began - kill.at) <= SLACK_SECONDS]
    if near:
        return max(float("inf") if gap.ended is None else gap.ended for gap in near)
    if kill.shards is None:
        return None
    # Whoever stands still keeps a connection, until after another process has one: there is no gap then.
    return min((at for at in shard.connects if at >= kill.at), default=float("inf"))

"""The faults of one simulation: those to come, those that go on, and the connections that they hit."""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count

from fairlead_simulator.clock import Clock
from fairlead_simulator.faults.lasting import Lasting, begun
from fairlead_simulator.faults.model import ON_REST, Chance, Fault, FaultKind, Target
from fairlead_simulator.faults.strike import STRIKES
from fairlead_simulator.faults.victim import Victim


@dataclass(order=True, slots=True)
class _Pending:
    """A fault to come; `chance` chooses one connection of those that it could hit."""

    at: float
    order: int
    fault: Fault = field(compare=False)
    chance: random.Random | None = field(compare=False, default=None)


class Faults:
    """Lets faults happen."""

    __slots__ = ("_clock", "_connections", "_lasting", "_order", "_pending")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._connections: dict[Victim, None] = {}
        self._lasting: list[Lasting] = []
        self._pending: list[_Pending] = []
        self._order = count()

    @property
    def pending(self) -> int:
        """How many faults are still to come."""
        return len(self._pending)

    @property
    def lasting(self) -> list[Lasting]:
        """The faults that go on."""
        self._forget()
        return list(self._lasting)

    def begin(self, fault: Fault) -> int:
        """Let a fault happen now; return how many open connections it hit."""
        hit = [] if fault.kind in ON_REST else self._matching(fault.target)
        if fault.kind in ON_REST or fault.seconds is not None:
            self._lasting.append(begun(fault, self._clock.monotonic()))
        for victim in hit:
            self._strike(fault, victim)
        return len(hit)

    def begin_after(self, fault: Fault, seconds: float) -> None:
        """Let a fault happen some seconds from now."""
        heapq.heappush(self._pending, _Pending(self._clock.monotonic() + seconds, next(self._order), fault))

    def begin_at_random(self, fault: Fault, chance: Chance) -> None:
        """Let a fault happen at random moments, each time to one connection of those that it could hit."""
        source, now = random.Random(f"faults:{chance.seed}"), self._clock.monotonic()
        for moment in sorted(source.uniform(0, chance.within) for _ in range(chance.count)):
            heapq.heappush(self._pending, _Pending(now + moment, next(self._order), fault, source))

    def tick(self) -> None:
        """Let the faults happen whose time has come."""
        now = self._clock.monotonic()
        while self._pending and self._pending[0].at <= now:
            due = heapq.heappop(self._pending)
            if due.chance is None or due.fault.kind in ON_REST:
                self.begin(due.fault)
            else:
                self._begin_for_one(due.fault, due.chance)

    def clear(self) -> None:
        """End what goes on and forget what was to come; connections that were hit stay as they are."""
        self._lasting.clear()
        self._pending.clear()

    def opened(self, victim: Victim) -> None:
        """Note a new connection, which faults that go on hit as well."""
        self._connections[victim] = None
        self._strike_anew(victim, lambda target: not target.needs_session)

    def authenticated(self, victim: Victim) -> None:
        """Note that a connection has a session, so that faults of its shard hit it."""
        self._strike_anew(victim, lambda target: target.needs_session)

    def closed(self, victim: Victim) -> None:
        """Note that a connection is gone."""
        self._connections.pop(victim, None)

    def on_request(self, address: str, path: str) -> Fault | None:
        """Return the fault that hits a request from an address to a path of the REST API, if one does."""
        self._forget()
        for lasting in self._lasting:
            fault = lasting.fault
            hits = fault.kind in ON_REST and path.startswith(fault.path)
            if (hits or fault.kind is FaultKind.OUTAGE) and fault.target.matches(address, None):
                return lasting.hit()
        return None

    def refusal_of(self, address: str) -> Fault | None:
        """Return the outage because of which an address cannot connect to the gateway, if there is one."""
        self._forget()
        for lasting in self._lasting:
            if lasting.fault.kind is FaultKind.OUTAGE and lasting.fault.target.matches(address, None):
                return lasting.fault
        return None

    def resume_url_is_dead(self, address: str, shard: tuple[int, int]) -> bool:
        """Tell whether a new session is given a resume URL at which nobody answers."""
        self._forget()
        return any(
            lasting.fault.kind is FaultKind.DEAD_RESUME_URL and lasting.fault.target.matches(address, shard)
            for lasting in self._lasting
        )

    def _matching(self, target: Target) -> list[Victim]:
        return [victim for victim in self._connections if target.matches(victim.address, victim.shard)]

    def _begin_for_one(self, fault: Fault, chance: random.Random) -> None:
        choices = [victim for victim in self._matching(fault.target) if victim.shard is not None]
        if choices:
            chosen = chance.choice(sorted(choices, key=lambda victim: (victim.shard or (0, 0), victim.address)))
            shard_id, shard_count = chosen.shard or (None, None)
            self.begin(replace(fault, target=Target(shard_id, shard_count, chosen.address)))

    def _strike_anew(self, victim: Victim, concerns: Callable[[Target], bool]) -> None:
        self._forget()
        for lasting in self._lasting:
            fault = lasting.fault
            if fault.kind in ON_REST or fault.kind is FaultKind.DEAD_RESUME_URL or not concerns(fault.target):
                continue
            if fault.target.matches(victim.address, victim.shard):
                self._strike(fault, victim, lasting.until)

    def _strike(self, fault: Fault, victim: Victim, until: float | None = None) -> None:
        if until is None:
            until = float("inf") if fault.seconds is None else self._clock.monotonic() + fault.seconds
        STRIKES[fault.kind](victim, fault, until)

    def _forget(self) -> None:
        if self._lasting:
            now = self._clock.monotonic()
            self._lasting = [lasting for lasting in self._lasting if not lasting.over(now)]

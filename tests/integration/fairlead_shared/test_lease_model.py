"""Slot leases over random schedules: never two owners that would act at the same time."""

from dataclasses import dataclass, field
from itertools import count
from typing import ClassVar

from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from hypothesis.strategies import sampled_from

from fairlead_cli.local.redis_server import RedisServer
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import FENCE_SECONDS, Renewal, SlotLease, SlotLeases
from fairlead_shared.fleet.settling import SETTLING_SECONDS, StoreUnprovenError, trust_store
from tests.integration.fairlead_shared.shifted_store import KEYS, ShiftedStore

GENERATION = Generation(2, 1)
PODS = range(3)
DURATIONS = sampled_from([0.1, 2.0, 4.0, 6.5, 7.1, SETTLING_SECONDS + 0.1, 30.0])
_nonces = count()


@dataclass
class Process:
    """A pod's process, which fences itself as a holder has to."""

    uid: str
    nonce: str = field(default_factory=lambda: str(next(_nonces)))
    lease: SlotLease | None = None
    renewed_at: float = 0.0
    requested_at: float | None = None
    answer: SlotLease | Renewal | None = None

    def acts(self, now: float) -> bool:
        return self.lease is not None and now < self.renewed_at + FENCE_SECONDS


class LeaseSchedules(RuleBasedStateMachine):
    """Processes whose requests are sent, reach the store and are answered at moments of their own.

    A process that is paused is one that no rule picks for a while.
    """

    url: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.store = ShiftedStore(self.url)
        self.leases = SlotLeases(self.store.redis, KEYS, GENERATION)
        self.processes = {pod: Process(f"uid-{pod}") for pod in PODS}
        self.epochs = dict.fromkeys(range(GENERATION.slots), 0)
        self.store_lost = False

    @initialize(claims=sampled_from([0, 2]))
    def begin(self, claims: int) -> None:
        """Begin with an empty store, or with a fleet that runs and a copy of its store."""
        if claims:
            self.store.do(trust_store(self.store.redis, KEYS))
        for pod in range(claims):
            self.ask(pod)
        self.store.save()

    @rule(pod=sampled_from(PODS))
    def go_a_step(self, pod: int) -> None:
        """Send a request, or carry out the one that was sent, or have its answer."""
        process = self.processes[pod]
        if process.answer is not None:
            self.answered(pod)
        elif process.requested_at is not None:
            self.reach(pod)
        else:
            self.send(pod)

    def send(self, pod: int) -> None:
        process = self.processes[pod]
        if process.requested_at is None:
            process.requested_at = self.store.clock()

    def reach(self, pod: int) -> None:
        """A request that was sent is carried out: a renewal by who has a lease, a claim by who has none."""
        process = self.processes[pod]
        if process.requested_at is None or process.answer is not None:
            return
        if process.lease is not None:
            process.answer = self.store.do(self.leases.renew(process.lease))
            return
        process.answer = self.store.do(self._claim(pod, process))
        if process.answer is None:
            process.requested_at = None
        else:
            assert process.answer.holder.epoch > self.epochs[process.answer.slot]
            self.epochs[process.answer.slot] = process.answer.holder.epoch

    def answered(self, pod: int) -> None:
        process = self.processes[pod]
        if process.requested_at is None or process.answer is None:
            return
        acting = process.acts(self.store.clock())
        match process.answer:
            case SlotLease() as lease:
                process.lease, process.renewed_at = lease, process.requested_at
            case Renewal() as renewal if not renewal:
                assert self.store_lost or not acting, "nobody may take a slot whose holder still acts"
                process.lease = None
            case Renewal() as renewal if renewal.may_act(acting=acting):
                process.renewed_at = process.requested_at
        process.requested_at = process.answer = None

    @rule(pod=sampled_from(PODS))
    def ask(self, pod: int) -> None:
        """Send a request and have its answer in one go; most requests are like that."""
        self.send(pod)
        self.reach(pod)
        self.answered(pod)

    @rule(asleep=sampled_from([None, *PODS]), rounds=sampled_from([1, 5]))
    def go_on(self, asleep: int | None, rounds: int) -> None:
        """Let time pass in which everybody asks often enough, but for one process that is paused."""
        for _ in range(rounds):
            self.store.advance(3.0)
            for pod in PODS:
                if pod != asleep:
                    self.ask(pod)
                    self.one_owner_acts()

    @rule(pod=sampled_from(PODS))
    def give_back(self, pod: int) -> None:
        process = self.processes[pod]
        if process.lease is not None:
            lease, process.lease = process.lease, None
            process.requested_at = process.answer = None
            self.store.do(self.leases.release(lease))

    @rule(pod=sampled_from(PODS))
    def crash(self, pod: int) -> None:
        """The process dies; the pod starts another one."""
        self.processes[pod] = Process(self.processes[pod].uid)

    @rule(seconds=DURATIONS)
    def advance(self, seconds: float) -> None:
        self.store.advance(seconds)

    @rule()
    def save(self) -> None:
        self.store.save()

    @rule(how=sampled_from(["restart", "restart_from_copy", "flush"]), woken=sampled_from(PODS))
    def lose(self, how: str, woken: int) -> None:
        """The store loses what it had, or seems to; one process asks before all others."""
        self.store_lost = True
        match how:
            case "flush":
                self.store.flush()
            case "restart":
                self.store.restart()
            case _:
                self.store.restart_from_copy()
        self.ask(woken)

    @invariant()
    def one_owner_acts(self) -> None:
        now = self.store.clock()
        slots = [process.lease.slot for process in self.processes.values() if process.lease and process.acts(now)]
        assert len(slots) == len(set(slots)), self.processes

    def teardown(self) -> None:
        self.store.close()

    async def _claim(self, pod: int, process: Process) -> SlotLease | None:
        try:
            return await self.leases.claim(pod=f"a-{pod}", uid=process.uid, nonce=process.nonce, preferred=pod)
        except StoreUnprovenError:
            return None


def test_no_schedule_lets_two_owners_act_at_the_same_time(redis_server: RedisServer):
    class OnThisServer(LeaseSchedules):
        url = redis_server.url

    run_state_machine_as_test(OnThisServer, settings=settings(max_examples=100, stateful_step_count=30, deadline=None))

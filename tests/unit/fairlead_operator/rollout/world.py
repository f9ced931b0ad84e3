"""A fleet on paper: pods that end, begin and hand slots on as a StatefulSet and its bots do, one moment at a time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fairlead_operator.budget import Budget
from fairlead_operator.model.rollout import RolloutOptions
from fairlead_operator.model.status import RolloutStatus
from fairlead_operator.observed import PodSeen
from fairlead_operator.rollout.decision import Decision, decide
from fairlead_operator.rollout.request import RolloutRequest
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import ShardState
from fairlead_shared.fleet.status import FleetStatus, PodReport, fleet_status
from tests.builders.fleet import pod_status
from tests.builders.observed import NOW

SECONDS = 5
"""How long a moment lasts."""
PLENTY = Budget(1000, 1000, of_ledger=True)
BAD = "bad"
"""A template whose pods never become ready."""


@dataclass
class PaperPod:
    """A pod; it is ready two moments after it began, and gone two after it was deleted."""

    ordinal: int
    template: str
    generation_of_it: int
    age: int = 0
    deleted: int | None = None
    slot: int | None = None

    @property
    def name(self) -> str:
        return f"demo-{self.ordinal}"

    @property
    def ready(self) -> bool:
        return self.deleted is None and self.age >= 2 and self.template != BAD


@dataclass
class World:
    """A fleet whose pods have had a template for long."""

    generation: Generation
    options: RolloutOptions
    standby: int = 0
    template: str = "old"
    budget: Budget | None = PLENTY
    now: datetime = NOW
    promoted: str | None = None
    rolling_back: bool = False
    redis: bool = True
    memory: RolloutStatus | None = None
    replicas: int = 0
    pods: dict[int, PaperPod] = field(default_factory=dict)
    history: list[tuple[str, ...]] = field(default_factory=list)
    abandoned: list[int] = field(default_factory=list)
    """Slots of pods that a smaller number of pods ended, which no other pod was ready to take."""
    _made: int = 0

    def __post_init__(self) -> None:
        self.replicas = self.generation.slots + self.standby
        for ordinal in range(self.replicas):
            slot = ordinal if ordinal < self.generation.slots else None
            self.pods[ordinal] = PaperPod(ordinal, self.template, 0, age=9, slot=slot)

    @property
    def drivers(self) -> dict[int, PaperPod]:
        """The pod of each slot that has one which is ready."""
        return {pod.slot: pod for pod in self.pods.values() if pod.slot is not None and pod.ready}

    @property
    def fleet(self) -> FleetStatus:
        reports = [
            PodReport(
                0.0,
                pod_status(
                    pod.name,
                    pod.slot,
                    generation=self.generation,
                    epoch=pod.generation_of_it + 1,
                    state=ShardState.READY if pod.ready else ShardState.CLOSED if pod.deleted else ShardState.RESUMING,
                ),
            )
            for pod in self.pods.values()
        ]
        return fleet_status(self.generation, reports)

    def request(self) -> RolloutRequest:
        return RolloutRequest(
            options=self.options,
            generation=self.generation,
            standby=self.standby,
            template=self.template,
            rolling_back=self.rolling_back,
            replicas=self.replicas,
            template_is_known=True,
            pods=tuple(
                PodSeen(
                    pod.name,
                    f"{pod.name} {pod.generation_of_it}",
                    ready=pod.ready,
                    template=pod.template,
                    terminating=pod.deleted is not None,
                    trouble="CrashLoopBackOff" if pod.template == BAD and pod.age >= 2 else None,
                )
                for pod in self.pods.values()
            ),
            fleet=self.fleet if self.redis else None,
            budget=self.budget,
            reserve=100,
            memory=self.memory,
            promoted=self.promoted,
            now=self.now,
        )

    def look(self) -> Decision:
        """Decide, and do what was decided."""
        decision = decide(self.request())
        self.memory = decision.status
        self.replicas = decision.replicas
        if decision.delete:
            self.history.append(decision.delete)
        for pod in self.pods.values():
            if pod.name in decision.delete:
                self.delete(pod)
        return decision

    def delete(self, pod: PaperPod) -> None:
        """Have a pod end: a standby that is ready takes its slot."""
        pod.deleted = 0
        spare = next((other for other in self.pods.values() if other.ready and other.slot is None), None)
        if spare and pod.slot is not None:
            spare.slot, pod.slot = pod.slot, None

    def pass_time(self) -> None:
        """Let a moment pass: pods end and begin; one that is gone is made anew a moment later."""
        self.now += timedelta(seconds=SECONDS)
        missing = [ordinal for ordinal in range(self.replicas) if ordinal not in self.pods]
        for pod in list(self.pods.values()):
            pod.age += 1
            if pod.deleted is not None:
                pod.deleted += 1
                if pod.deleted > 2:
                    del self.pods[pod.ordinal]
                    if pod.slot is not None and pod.ordinal < self.replicas:
                        self._begin(pod.ordinal, pod.slot)
            elif pod.ordinal >= self.replicas:
                self.delete(pod)
                if pod.slot is not None:
                    self.abandoned.append(pod.slot)
        for ordinal in missing:
            self._begin(ordinal, None)

    def run(self, moments: int) -> Decision:
        """Look and let time pass, again and again; return the last decision."""
        decision = self.look()
        for _ in range(moments):
            self.pass_time()
            decision = self.look()
        return decision

    def _begin(self, ordinal: int, slot: int | None) -> None:
        self._made += 1
        self.pods[ordinal] = PaperPod(ordinal, self.template, self._made, slot=slot)

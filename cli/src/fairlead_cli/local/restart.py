"""What a rolling restart is, step by step: plain values that the runner makes and the command shows."""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from fairlead_shared.fleet.records import ShardStatus
from fairlead_shared.fleet.status import ShardView


class StepPhase(StrEnum):
    """How far the replacement of one pod is."""

    WAITING = "waiting"
    """Its turn has not come; where the restart has ended, it was left alone."""
    STOPPING = "stopping"
    """Its process was asked to end, and gives its slot back."""
    STARTING = "starting"
    """Another process runs in its place."""
    READY = "ready"
    """That process is ready, and so is every shard of the slot that the pod had."""
    FAILED = "failed"
    """It was not ready in time, or cannot run."""


class PodStep(BaseModel):
    """The replacement of one pod.

    Attributes:
        pod: Its name.
        phase: How far it is.
        slot: The slot that it had when its turn came; a standby had none.
        shards: How many shards that slot has.
        ready: How many of them are ready again.
        resumed: How many of those took up their session.
        identified: How many of those began a new one.
        seconds: How long it has taken so far, or took.
    """

    model_config = ConfigDict(frozen=True)

    pod: str
    phase: StepPhase = StepPhase.WAITING
    slot: int | None = None
    shards: int = 0
    ready: int = 0
    resumed: int = 0
    identified: int = 0
    seconds: float = 0.0

    def counting(self, views: Iterable[ShardView[ShardStatus]]) -> "PodStep":
        """Return the step with what the slot's shards say of themselves now."""
        sessions = [view.status.identifies > 0 for view in views if view.ready and view.status]
        return self.model_copy(
            update={"ready": len(sessions), "resumed": sessions.count(False), "identified": sessions.count(True)}
        )


class Outcome(StrEnum):
    """What became of a rolling restart."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    """Somebody ended it between two pods."""
    FAILED = "failed"
    """A pod did not become ready; those after it were left alone."""


class RestartProgress(BaseModel):
    """A rolling restart at one moment.

    Attributes:
        deployment: The fleet's name.
        outcome: What became of it so far.
        steps: One step a pod, in their order.
        seconds: How long it has taken so far, or took.
        problem: Why it failed, for people.
    """

    model_config = ConfigDict(frozen=True)

    deployment: str
    outcome: Outcome
    steps: tuple[PodStep, ...]
    seconds: float = 0.0
    problem: str | None = None

    @property
    def present(self) -> PodStep | None:
        """The pod that is being replaced now."""
        return next((step for step in self.steps if step.phase in {StepPhase.STOPPING, StepPhase.STARTING}), None)

    @property
    def left_alone(self) -> list[str]:
        """The pods whose turn has not come."""
        return [step.pod for step in self.steps if step.phase is StepPhase.WAITING]


def shards_in_the_way(views: Iterable[ShardView[ShardStatus]]) -> str:
    """Return which shards are not ready and what each does instead, for people; nothing when all are."""
    waiting = [(view.shard_id, _said(view)) for view in views if not view.ready]
    return ", ".join(f"shard {shard_id} is {said}" for shard_id, said in waiting)


def _said(view: ShardView[ShardStatus]) -> str:
    if view.status is None or view.stale:
        return "not reported"
    reason = f" ({view.status.reason})" if view.status.reason else ""
    return f"{view.status.state}{reason}"

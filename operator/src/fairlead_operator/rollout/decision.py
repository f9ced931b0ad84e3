"""Decides what a rollout does next: which pods to replace now, or what it waits for. Pure.

Standbys come first: they prove the template and cost nothing. Then slots, in their order, each step only when the
whole fleet is well and what is left of the day's identifies covers the worst that the step could come to. A pod
that is deleted hands its slot to a standby; the one that comes back in its place is the standby of the next step.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fairlead_operator.model.rollout import RolloutStrategy
from fairlead_operator.model.status import RolloutPhase, RolloutStatus
from fairlead_operator.observed import PodSeen
from fairlead_operator.rollout.request import RolloutRequest
from fairlead_operator.rollout.steps import Stop, stamp, stop


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rollout does now.

    Attributes:
        replicas: How many pods the StatefulSet is to have.
        delete: The pods to replace now.
        status: What is said of it and remembered; nothing when there is no rollout.
        complete: Whether every pod has the template and the fleet is whole.
    """

    replicas: int
    delete: tuple[str, ...] = ()
    status: RolloutStatus | None = None
    complete: bool = False

    @property
    def failed(self) -> bool:
        """Whether a step has failed."""
        return self.status is not None and self.status.phase is RolloutPhase.FAILED


def decide(request: RolloutRequest) -> Decision:
    """Return what a rollout does now; without one, how many pods there are to be."""
    own = request.memory if request.memory and request.memory.template == request.template else None
    if not request.outdated:
        return _end(request, own)
    if own and own.phase is RolloutPhase.FAILED:
        return Decision(request.replicas, status=_said(request, own, RolloutPhase.FAILED, own.message))
    if request.options.strategy is RolloutStrategy.ON_DELETE:
        message = f"{len(request.outdated)} of {len(request.pods)} pods have an older template; delete them one by one."
        return Decision(request.wanted, status=_said(request, own, RolloutPhase.BY_HAND, message))
    return _step(request, own)


def _end(request: RolloutRequest, own: RolloutStatus | None) -> Decision:
    """Return what is left to do when no pod has another template."""
    missing = request.missing(request.wanted)
    if missing:
        replicas = max(request.wanted, request.replicas)
        if own is None:
            return Decision(replicas)  # a start, or pods that recover: no rollout
        if own.phase is RolloutPhase.ROLLED_BACK:
            return Decision(replicas, status=_said(request, own, own.phase, own.message))  # over: the added pod leaves
        if failure := _failure(request, own, missing):
            return Decision(replicas, status=failure)
        message = f"The last pods were replaced: {missing}."
        return Decision(replicas, status=_said(request, own, _running(request), message))
    if request.rolling_back and request.memory:
        message = f"All pods are back on the template before. {request.memory.failure or ''}".strip()
        return Decision(request.wanted, status=_said(request, own, RolloutPhase.ROLLED_BACK, message))
    return Decision(request.wanted, complete=True)


def _step(request: RolloutRequest, own: RolloutStatus | None) -> Decision:
    """Return the next step of a rollout that is not over, or what it waits for: the first rule that applies."""
    for rule in (_unknown, _broken, _proof, _not_whole, _standbys):
        if decision := rule(request, own):
            return decision
    return _next_slots(request, own)


def _unknown(request: RolloutRequest, own: RolloutStatus | None) -> Decision | None:
    """Wait while it is not known how the shards are, or pods of the older template would be made."""
    if request.fleet is not None and request.template_is_known:
        return None
    missing = request.missing(request.wanted) or "the StatefulSet is being written"
    kept = max(request.replicas, request.wanted)
    return Decision(kept, status=_said(request, own, _waiting(request, own), f"{_left(request)} {missing}."))


def _broken(request: RolloutRequest, own: RolloutStatus | None) -> Decision | None:
    """Replace pods that do not run, and those whose shards Discord refuses: nothing can be lost with them."""
    names = tuple(pod.name for pod in request.outdated if not pod.terminating and request.is_broken(pod))
    return _replace(request, own, names, _running(request)) if names else None


def _proof(request: RolloutRequest, own: RolloutStatus | None) -> Decision | None:
    """Add the standbys that a rollout has beyond those of the specification."""
    if request.replicas >= request.replicas_during or request.missing(request.replicas):
        return None
    message = f"{_left(request)} a pod without shards is to prove it first."
    proving = _said(request, own, RolloutPhase.PROVING, message)
    return Decision(request.replicas_during, status=proving.model_copy(update={"step_started_at": stamp(request.now)}))


def _not_whole(request: RolloutRequest, own: RolloutStatus | None) -> Decision | None:
    """Wait for the last step, until it has taken too long."""
    missing = request.missing(request.replicas)
    if missing is None:
        return None
    if failure := _failure(request, own, missing):
        return Decision(request.replicas, status=failure)
    kept = max(request.replicas, request.wanted)
    return Decision(kept, status=_said(request, own, _waiting(request, own), f"{_left(request)} {missing}."))


def _standbys(request: RolloutRequest, own: RolloutStatus | None) -> Decision | None:
    """Replace pods without slots, which cost nobody anything and prove the template."""
    names = tuple(pod.name for pod in request.outdated if pod.name not in request.slots)
    if not names:
        return None
    return _replace(request, own, names[: request.options.max_unavailable], RolloutPhase.PROVING)


def _next_slots(request: RolloutRequest, own: RolloutStatus | None) -> Decision:
    where = stop(request)
    if where.message:
        status = _said(request, own, RolloutPhase.PAUSED, where.message, where)
        return Decision(request.replicas_during, status=status)
    chosen = _batch(request, where.room)
    worst = sum(len(request.generation.shards_of(request.slots[pod.name])) for pod in chosen)
    if message := _too_little(request, worst):
        return Decision(
            request.replicas_during, status=_said(request, own, RolloutPhase.WAITING_FOR_BUDGET, message, where)
        )
    names = tuple(pod.name for pod in chosen)
    return _replace(request, own, names, _running(request), where)


def _batch(request: RolloutRequest, room: int | None) -> tuple[PodSeen, ...]:
    """Return the pods with slots that are replaced together; in a surge, as many as standbys are ready to take them."""
    most = request.options.max_unavailable
    if request.options.strategy is RolloutStrategy.SURGE:
        most = max(1, len(request.spare))
    return request.outdated[: min(most, room or most)]


def _too_little(request: RolloutRequest, worst: int) -> str | None:
    budget = request.budget
    if budget is None:
        return f"{_left(request)} it is not known how many identifies are left today."
    if budget.remaining - worst >= request.reserve:
        return None
    return (
        f"{_left(request)} {budget.remaining} identifies are left today, {request.reserve} of them as the reserve:"
        f" too few for {worst} shards, should their sessions be lost."
    )


def _replace(
    request: RolloutRequest,
    own: RolloutStatus | None,
    names: tuple[str, ...],
    phase: RolloutPhase,
    where: Stop | None = None,
) -> Decision:
    status = _said(request, own, phase, f"{_left(request)} replacing {', '.join(names)}.", where)
    return Decision(request.replicas_during, names, status.model_copy(update={"step_started_at": stamp(request.now)}))


def _failure(request: RolloutRequest, own: RolloutStatus | None, missing: str) -> RolloutStatus | None:
    """Return the status of a rollout whose last step has taken too long; nothing when it has not."""
    if own is None or own.step_started_at is None:
        return None
    seconds = request.options.shard_ready_timeout
    if request.now < datetime.fromisoformat(own.step_started_at) + timedelta(seconds=seconds):
        return None
    why = f"{seconds} s after pods were replaced, {missing}."
    told = _said(request, own, RolloutPhase.FAILED, why)
    if request.rolling_back:
        return told
    return told.model_copy(update={"failed_template": request.template, "failure": why})


def _said(
    request: RolloutRequest, own: RolloutStatus | None, phase: RolloutPhase, message: str, where: Stop | None = None
) -> RolloutStatus:
    """Return the status of a rollout, with what has to be remembered of the last one."""
    memory = request.memory
    failed = memory if request.rolling_back or phase is RolloutPhase.FAILED else None
    return RolloutStatus(
        template=request.template,
        phase=phase,
        message=f"{message[:1].upper()}{message[1:]}",
        slots=request.generation.slots,
        updated_slots=request.updated_slots,
        step_started_at=own.step_started_at if own else None,
        step=where.passed if where else own.step if own else 0,
        paused_at=where.paused_at if where else own.paused_at if own else None,
        failed_template=failed.failed_template if failed else None,
        failure=failed.failure if failed else None,
    )


def _left(request: RolloutRequest) -> str:
    return f"{request.updated_slots} of {request.generation.slots} slots run on the new template:"


def _running(request: RolloutRequest) -> RolloutPhase:
    return RolloutPhase.ROLLING_BACK if request.rolling_back else RolloutPhase.ROLLING_OUT


def _waiting(request: RolloutRequest, own: RolloutStatus | None) -> RolloutPhase:
    """Return the phase of a rollout that waits: before its first step, or for its last one."""
    if own is None or own.step_started_at is None:
        return RolloutPhase.WAITING
    return RolloutPhase.PROVING if own.phase is RolloutPhase.PROVING else _running(request)

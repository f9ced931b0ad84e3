"""Says what is known of a deployment: plan and observation in, status out. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import ValidationError

from fairlead_operator.conditions import conditions, dated
from fairlead_operator.fault import Fault
from fairlead_operator.held_shards import held_shards
from fairlead_operator.model import BotDeployment, KubernetesObject
from fairlead_operator.model.conditions import Condition, ConditionStatus, ConditionType
from fairlead_operator.model.status import (
    MOST_NOT_READY_SHARDS,
    BotDeploymentStatus,
    Phase,
    PodsStatus,
    SessionStartStatus,
    ShardsStatus,
)
from fairlead_operator.observed import FleetSeen, Observed
from fairlead_operator.plan import Plan
from fairlead_shared.fleet.records import HoldReason


def status_of(
    deployment: BotDeployment, plan: Plan, observed: Observed, previous: BotDeploymentStatus | None
) -> BotDeploymentStatus:
    """Return the status of a deployment.

    Args:
        deployment: The resource.
        plan: What shall be, with every fault that is known.
        observed: What was seen.
        previous: The last status, for the times of its conditions, and for the application while it is not known anew.
    """
    found = conditions(plan, observed, deployment.metadata.generation, previous.conditions if previous else ())
    application_id = str(observed.application_id) if observed.application_id else None
    return BotDeploymentStatus(
        observed_generation=deployment.metadata.generation,
        phase=_phase(plan, found),
        application_id=application_id or (previous.application_id if previous else None),
        generation=plan.generation.name if plan.generation else None,
        conditions=found,
        shards=_shards(plan, observed),
        session_start=_session_start(plan, observed),
        pods=PodsStatus(
            desired=plan.pods,
            ready=sum(pod.ready for pod in observed.pods),
            updated=sum(pod.template == plan.template for pod in observed.pods),
        ),
        rollout=plan.rollout,
        not_ready_shards=_not_ready(observed.fleet) if observed.fleet else None,
        guilds=observed.fleet.guilds if observed.fleet else None,
    )


def refused_status(
    generation: int, fault: Fault, now: datetime, previous: BotDeploymentStatus | None
) -> BotDeploymentStatus:
    """Return the status of a resource that this operator cannot read: what was known stays, and the fault is added."""
    before = previous.conditions if previous else ()
    degraded = dated(
        ConditionType.DEGRADED,
        (ConditionStatus.TRUE, fault.reason, fault.message),
        generation=generation,
        now=now,
        previous=before,
    )
    kept = tuple(condition for condition in before if condition.type is not ConditionType.DEGRADED)
    refused = BotDeploymentStatus(observed_generation=generation, phase=Phase.FAILED, conditions=(*kept, degraded))
    if previous is None:
        return refused
    return previous.model_copy(
        update={"observed_generation": generation, "phase": Phase.FAILED, "conditions": refused.conditions}
    )


def read_status(resource: KubernetesObject) -> BotDeploymentStatus | None:
    """Return the status that a resource has; nothing when it has none, or one that this version cannot read."""
    try:
        return BotDeploymentStatus.model_validate(resource.get("status"), strict=False)
    except ValidationError:
        return None


def transitions(previous: BotDeploymentStatus | None, present: BotDeploymentStatus) -> tuple[Condition, ...]:
    """Return the conditions that a person would ask about: their status or reason is another one than before.

    At the first sight of a resource, that nothing is wrong is no news.
    """
    before = {condition.type: condition for condition in (previous.conditions if previous else ())}
    return tuple(condition for condition in present.conditions if _is_news(before.get(condition.type), condition))


def _is_news(before: Condition | None, present: Condition) -> bool:
    if before is None:
        return present.status is (
            ConditionStatus.FALSE if present.type is ConditionType.IDENTIFY_BUDGET_AVAILABLE else ConditionStatus.TRUE
        )
    return (before.status, before.reason) != (present.status, present.reason)


def _phase(plan: Plan, found: Sequence[Condition]) -> Phase:
    holds = {condition.type: condition.status is ConditionStatus.TRUE for condition in found}
    if plan.paused:
        return Phase.PAUSED
    if plan.generation is None:
        return Phase.FAILED if any(fault.needs_a_person for fault in plan.faults) else Phase.PENDING
    chosen = {
        Phase.HIBERNATED: plan.hibernated,
        Phase.RESHARDING: plan.resharding,
        Phase.DEGRADED: holds[ConditionType.DEGRADED],
        Phase.PROGRESSING: plan.rollout is not None and holds[ConditionType.PROGRESSING],
        Phase.READY: holds[ConditionType.READY],
    }
    return next((phase for phase, applies in chosen.items() if applies), Phase.STARTING)


def _shards(plan: Plan, observed: Observed) -> ShardsStatus:
    return ShardsStatus(
        total=plan.generation.shard_count if plan.generation else None,
        ready=observed.fleet.ready_shards if observed.fleet else None,
        recommended=plan.recommended,
        target=plan.target,
        max_concurrency=observed.gateway.max_concurrency if observed.gateway else None,
        waiting_for_budget=_held(observed.fleet, HoldReason.BUDGET),
        braked=_held(observed.fleet, HoldReason.BRAKE),
    )


def _held(fleet: FleetSeen | None, reason: HoldReason) -> int | None:
    return len(held_shards(fleet, reason)) if fleet else None


def _session_start(plan: Plan, observed: Observed) -> SessionStartStatus | None:
    gateway = observed.gateway
    if gateway is None or plan.budget is None or observed.gateway_at is None:
        return None
    # To the minute: Discord counts milliseconds down, and a status that changed by those would be written each time.
    resets = observed.gateway_at + timedelta(seconds=gateway.reset_after + 30)
    return SessionStartStatus(
        total=plan.budget.total,
        remaining=plan.budget.remaining,
        reset_at=resets.strftime("%Y-%m-%dT%H:%M:00Z") if gateway.reset_after > 0 else None,
    )


def _not_ready(fleet: FleetSeen) -> tuple[int, ...]:
    return tuple(shard.shard_id for shard in fleet.shards if not shard.ready)[:MOST_NOT_READY_SHARDS]

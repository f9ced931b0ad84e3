"""Turns a BotDeployment as the operator wrote it into what is shown. Pure; what is missing or unknown does no harm."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from fairlead_api.deployments.moments import moment_of
from fairlead_api.deployments.port import BotDeployment, Event
from fairlead_api.deployments.rollout import rollout_of
from fairlead_api.deployments.schemas import (
    BudgetView,
    ConditionView,
    DeploymentDetail,
    DeploymentEntry,
    DeploymentPlan,
    EventView,
    Numbers,
    ReshardPlan,
)
from fairlead_shared.fleet.changes import APPROVED_GENERATION
from fairlead_shared.fleet.layout import Generation, identify_seconds

MOST_EVENTS: Final = 20

type _Part = Mapping[str, Any]  # Any: fields that a newer operator may have written


def application_of(deployment: BotDeployment) -> str | None:
    """Return the application of a BotDeployment's token, once the operator knows it."""
    return _status(deployment).get("applicationId")


def is_paused(deployment: BotDeployment) -> bool:
    """Tell whether the operator is to change nothing."""
    return bool(deployment["spec"].get("paused"))


def entry_of(deployment: BotDeployment, *, operated: bool = True) -> DeploymentEntry:
    """Return a BotDeployment in short."""
    return DeploymentEntry(**_entry(deployment), operated=operated)


def detail_of(deployment: BotDeployment, events: Iterable[Event], *, operated: bool = True) -> DeploymentDetail:
    """Return all that is known of a BotDeployment."""
    status = _status(deployment)
    start = status.get("sessionStart")
    seen = sorted(map(_event, events), key=lambda event: event.at or datetime.min.replace(tzinfo=UTC))
    return DeploymentDetail(
        **_entry(deployment),
        operated=operated,
        conditions=[_condition(condition) for condition in status.get("conditions") or ()],
        rollout=rollout_of(deployment),
        budget=BudgetView(total=start["total"], remaining=start["remaining"], resets_at=moment_of(start.get("resetAt")))
        if start
        else None,
        not_ready_shards=status.get("notReadyShards") or [],
        events=seen[-MOST_EVENTS:],
    )


def plan_of(deployment: BotDeployment) -> DeploymentPlan:
    """Return what the operator does next."""
    status = _status(deployment)
    shards: _Part = status.get("shards") or {}
    remaining = (status.get("sessionStart") or {}).get("remaining")
    concurrency, total, ready = shards.get("maxConcurrency"), shards.get("total"), shards.get("ready")
    needed = None if total is None or ready is None else total - ready
    conditions = map(_condition, status.get("conditions") or ())
    return DeploymentPlan(
        generation=status.get("generation"),
        recommended=shards.get("recommended"),
        target=shards.get("target"),
        identifies=needed,
        seconds=_seconds(needed, concurrency),
        budget_after=None if remaining is None or needed is None else remaining - needed,
        reshard=_reshard(deployment, remaining, concurrency),
        paused=is_paused(deployment),
        faults=[c.message for c in conditions if c.type == "Degraded" and c.status == "True"],
    )


def _reshard(deployment: BotDeployment, remaining: int | None, concurrency: int | None) -> ReshardPlan | None:
    """Return the layout that is wanted, if it is another one than runs: by the same rule as the operator's."""
    status, spec = _status(deployment), deployment["spec"]
    running, target = status.get("generation"), (status.get("shards") or {}).get("target")
    per_pod = (spec.get("sharding") or {}).get("shardsPerPod")
    if not (running and target and per_pod):
        return None
    wanted = Generation(target, per_pod)
    if wanted.name == running:
        return None
    after = None if remaining is None else remaining - wanted.shard_count
    reserve = ((spec.get("gateway") or {}).get("identify") or {}).get("reserve")
    return ReshardPlan(
        generation=wanted.name,
        identifies=wanted.shard_count,
        seconds=_seconds(wanted.shard_count, concurrency),
        budget_after=after,
        within_budget=None if after is None or reserve is None else after >= reserve,
        approved=(deployment["metadata"].get("annotations") or {}).get(APPROVED_GENERATION) == wanted.name,
    )


def _status(deployment: BotDeployment) -> _Part:
    return deployment.get("status") or {}


def _entry(deployment: BotDeployment) -> dict[str, Any]:  # Any: fields of an entry
    metadata, spec, status = deployment["metadata"], deployment["spec"], _status(deployment)
    shards, pods = status.get("shards") or {}, status.get("pods") or {}
    return {
        "name": metadata["name"],
        "namespace": metadata.get("namespace", "default"),
        "phase": status.get("phase"),
        "is_current": status.get("observedGeneration", 0) >= metadata.get("generation", 0) and bool(status),
        "paused": is_paused(deployment),
        "image": spec.get("image"),
        "generation": status.get("generation"),
        "shards": Numbers(wanted=shards.get("total"), ready=shards.get("ready")),
        "pods": Numbers(wanted=pods.get("desired"), ready=pods.get("ready")),
        "guilds": status.get("guilds"),
    }


def _seconds(identifies: int | None, concurrency: int | None) -> float | None:
    return identify_seconds(identifies, concurrency) if identifies is not None and concurrency else None


def _condition(condition: _Part) -> ConditionView:
    texts = {field: str(condition.get(field, "")) for field in ("type", "status", "reason", "message")}
    return ConditionView(**texts, since=moment_of(condition.get("lastTransitionTime")))


def _event(event: Event) -> EventView:
    at = event.get("lastTimestamp") or event.get("eventTime") or event["metadata"].get("creationTimestamp")
    return EventView(
        at=moment_of(at),
        warning=event.get("type") == "Warning",
        reason=str(event.get("reason", "")),
        message=str(event.get("message", "")),
        count=event.get("count") or 1,
    )

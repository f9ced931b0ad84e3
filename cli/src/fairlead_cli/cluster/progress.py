"""Tells from a BotDeployment's status how far a rollout is. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from fairlead_cli.cluster.read import figures
from fairlead_operator.model import KubernetesObject

_ENDED_BADLY: Final = frozenset({"Failed", "RolledBack", "RollingBack", "Paused", "ByHand"})


class Stage(StrEnum):
    """How far a rollout is."""

    UNSEEN = "unseen"
    """The operator has not looked at the change yet."""
    GOING = "going"
    DONE = "done"
    """Every pod has the newest template, and every shard is ready."""
    FAILED = "failed"
    """It does not go on by itself."""


@dataclass(frozen=True, slots=True)
class RolloutSeen:
    """A rollout at one moment.

    Attributes:
        stage: How far it is.
        pods: How many pods there shall be.
        updated: How many have the newest template.
        ready: How many are ready.
        shards: How many shards there are.
        ready_shards: How many are ready.
        why: Why it does not go on, for people.
    """

    stage: Stage
    pods: int | None = None
    updated: int | None = None
    ready: int | None = None
    shards: int | None = None
    ready_shards: int | None = None
    why: str | None = None


def rollout_seen(resource: KubernetesObject, changed_generation: int) -> RolloutSeen:
    """Return how far the rollout of a change is.

    Args:
        resource: The resource as it is now.
        changed_generation: The generation of its specification that the change made.
    """
    status: dict[str, Any] = resource.get("status") or {}  # Any: a newer operator may have written more
    if status.get("observedGeneration", 0) < changed_generation:
        return RolloutSeen(Stage.UNSEEN)
    found = figures(status)
    stage, why = _stage(status)
    return RolloutSeen(stage, found.pods, found.updated_pods, found.ready_pods, found.shards, found.ready_shards, why)


def _stage(status: dict[str, Any]) -> tuple[Stage, str | None]:  # Any: as rollout_seen
    rollout = status.get("rollout") or {}
    if (phase := rollout.get("phase")) in _ENDED_BADLY:
        said = rollout.get("failure") or rollout.get("message")
        return Stage.FAILED, f"the rollout is {phase}" + (f": {said}" if said else "")
    conditions = {condition["type"]: condition for condition in status.get("conditions") or ()}
    if conditions.get("Paused", {}).get("status") == "True":
        return Stage.FAILED, "it is paused: `fairlead resume` has the operator go on"
    found = figures(status)
    whole = found.pods is not None and found.pods == found.updated_pods == found.ready_pods
    settled = conditions.get("Progressing", {}).get("status") != "True"
    ready = found.ready_shards is not None and found.ready_shards == found.shards
    return (Stage.DONE if whole and settled and ready else Stage.GOING), None

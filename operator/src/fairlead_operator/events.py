"""Builds the Kubernetes Events that tell people what happened. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from fairlead_operator.kinds import EVENT
from fairlead_operator.model import KubernetesObject
from fairlead_operator.model.conditions import Condition, ConditionStatus, ConditionType

COMPONENT: Final = "fairlead-operator"
_LONGEST_MESSAGE: Final = 1024
"""The API server refuses longer ones."""
_BAD: Final[Mapping[ConditionType, ConditionStatus]] = {
    ConditionType.DEGRADED: ConditionStatus.TRUE,
    ConditionType.IDENTIFY_BUDGET_AVAILABLE: ConditionStatus.FALSE,
}
"""The conditions that are warnings, and the status in which they are."""


def condition_event(resource: KubernetesObject, condition: Condition, now: datetime) -> KubernetesObject:
    """Return the event that says that a condition of a resource changed."""
    bad = _BAD.get(condition.type) is condition.status
    return _event(resource, condition.reason, condition.message, now, warning=bad)


def child_events(
    resource: KubernetesObject, done: Mapping[str, tuple[str, ...]], now: datetime
) -> Iterator[KubernetesObject]:
    """Yield one event for each thing that was done to children.

    Args:
        resource: The BotDeployment.
        done: The children's kinds and names by what was done: ``Created``, ``Updated``, ``Repaired``, ``Removed``.
        now: The time in UTC.
    """
    for reason, children in done.items():
        if children:
            yield _event(resource, reason, f"{reason} {', '.join(children)}.", now, warning=False)


def _event(resource: KubernetesObject, reason: str, message: str, now: datetime, *, warning: bool) -> KubernetesObject:
    metadata = resource["metadata"]
    at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "apiVersion": EVENT.api_version,
        "kind": EVENT.name,
        "metadata": {"generateName": f"{metadata['name']}.", "namespace": metadata["namespace"]},
        "involvedObject": {
            "apiVersion": resource["apiVersion"],
            "kind": resource["kind"],
            "namespace": metadata["namespace"],
            "name": metadata["name"],
            "uid": metadata["uid"],
        },
        "type": "Warning" if warning else "Normal",
        "reason": reason,
        "message": message if len(message) <= _LONGEST_MESSAGE else f"{message[: _LONGEST_MESSAGE - 1]}…",
        "source": {"component": COMPONENT},
        "reportingComponent": COMPONENT,
        "firstTimestamp": at,
        "lastTimestamp": at,
        "count": 1,
    }

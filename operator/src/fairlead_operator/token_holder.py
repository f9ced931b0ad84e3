"""Decides which of several BotDeployments with one token may have it. Pure.

Two fleets of one bot would handle every event twice and share the day's identifies without knowing of each other.

Each look at one resource compares it with all others. So the two fields of their statuses that matter are read as they
are: to check each status as a whole would take tens of milliseconds with 500 resources, in which nothing else runs.
"""

from collections.abc import Sequence
from typing import Final

from fairlead_operator.fault import Fault
from fairlead_operator.model import KubernetesObject
from fairlead_operator.model.conditions import ConditionType, Reason
from fairlead_operator.model.status import BotDeploymentStatus
from fairlead_operator.ownership import address_of, owner_address_of

_ENDED: Final = frozenset({"Succeeded", "Failed"})
_MOST_NAMED_PODS: Final = 8


def precedence(resource: KubernetesObject) -> tuple[bool, str, str, str]:
    """Return what BotDeployments with one token are ordered by; the first of them may have it.

    What was started goes before what was not: pushing a running fleet out is worse than keeping a new one waiting.
    Then the older one goes first, then the first by namespace and name.
    """
    started = _said(resource, "generation") is not None
    return not started, resource["metadata"].get("creationTimestamp", ""), *address_of(resource)


def application_id_of(resource: KubernetesObject) -> str | None:
    """Return the application of a BotDeployment's token, as far as its status says."""
    return _said(resource, "applicationId")


def _said(resource: KubernetesObject, field: str) -> str | None:
    """Return a text of a resource's status, where it has one."""
    found = (resource.get("status") or {}).get(field)
    return found if isinstance(found, str) else None


def was_refused(status: BotDeploymentStatus | None) -> bool:
    """Tell whether a BotDeployment was refused at the last look because of its token."""
    return any(
        condition.type is ConditionType.DEGRADED and condition.reason is Reason.TOKEN_IN_USE
        for condition in (status.conditions if status else ())
    )


def pods_without_deployment(
    pods: Sequence[KubernetesObject], deployments: Sequence[KubernetesObject]
) -> tuple[str, ...]:
    """Return namespace and name of the pods that may still run although their BotDeployment is gone."""
    known = {address_of(deployment) for deployment in deployments}
    return tuple(
        "/".join(address_of(pod))
        for pod in pods
        if owner_address_of(pod) not in known and pod.get("status", {}).get("phase") not in _ENDED
    )


def in_use_fault(holder: KubernetesObject, *, runs: bool) -> Fault:
    """Return what to say to a BotDeployment whose token another one holds.

    Args:
        holder: The one that has the token.
        runs: Whether the refused one was started before.
    """
    holder_is = "/".join(address_of(holder))
    this = "What runs of this one is left alone, and handles every event a second time" if runs else "It is not started"
    return Fault(
        Reason.TOKEN_IN_USE,
        f"The BotDeployment {holder_is} has the token of the same bot. {this}. Delete one of the two, or give one the"
        " token of another bot; it is looked at again every minute.",
    )


def pods_end_fault(pods: Sequence[str]) -> Fault:
    """Return what to say to a BotDeployment that waits until the pods of the one before it have ended."""
    return Fault(
        Reason.TOKEN_IN_USE,
        f"Pods of a BotDeployment that is gone have not ended: {', '.join(pods[:_MOST_NAMED_PODS])}."
        " They may have the token of the same bot. This one starts when they are gone.",
    )

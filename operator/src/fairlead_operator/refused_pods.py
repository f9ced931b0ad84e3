"""Finds out why pods that a StatefulSet shall have are not made: a quota, a policy, a webhook. Pure.

The StatefulSet's own status does not say it: its controller tells in an Event, and again each time that it tries.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from fairlead_operator.fault import Fault
from fairlead_operator.model import KubernetesObject
from fairlead_operator.model.conditions import Reason

EVENT_REASON: Final = "FailedCreate"
"""The reason of such an Event."""
_MAKING: Final = timedelta(seconds=5)
"""How long pods of a new StatefulSet are simply on their way."""


def lacks_pods(stateful_set: KubernetesObject, now: datetime) -> bool:
    """Return whether a StatefulSet has fewer pods than it shall have, and has had the time to make them."""
    made = datetime.fromisoformat(stateful_set["metadata"]["creationTimestamp"])
    there: int = stateful_set.get("status", {}).get("replicas", 0)
    return now - made > _MAKING and there < int(stateful_set["spec"]["replicas"])


def refused_pods_faults(events: Sequence[KubernetesObject], pods: Sequence[KubernetesObject]) -> tuple[Fault, ...]:
    """Return the fault that the API server refuses pods; nothing when one was made since it last did.

    Args:
        events: What the controller told of a StatefulSet that lacks pods.
        pods: The pods that it has.
    """
    made = max((pod["metadata"]["creationTimestamp"] for pod in pods), default="")
    told = sorted((event["lastTimestamp"], event["message"]) for event in events if event.get("lastTimestamp"))
    if not told or told[-1][0] < made:
        return ()
    return (
        Fault(
            Reason.PODS_REFUSED,
            f"The API server refuses pods: {told[-1][1]}. Make room, or correct what it names: Kubernetes tries again.",
        ),
    )

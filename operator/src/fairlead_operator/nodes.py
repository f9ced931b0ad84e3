"""What nodes say, and what it means for the pods on them. Pure."""

from collections.abc import Collection

from fairlead_operator.fault import Fault
from fairlead_operator.model import KubernetesObject
from fairlead_operator.model.conditions import Reason
from fairlead_operator.observed import PodSeen


def is_lost(node: KubernetesObject | None) -> bool:
    """Return whether a node is gone, or does not say that it is ready."""
    if node is None:
        return True
    conditions = node.get("status", {}).get("conditions", ())
    return not any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)


def node_faults(pods: Collection[PodSeen], lost_nodes: Collection[str]) -> tuple[Fault, ...]:
    """Return one fault for each node that is lost with pods on it."""
    return tuple(
        Fault(
            Reason.NODE_LOST,
            f"Node {node} does not answer, and {', '.join(pod.name for pod in pods if pod.node == node)} with it."
            " Standbys take its slots over; the pods are removed when their leases have ended for long enough.",
        )
        for node in sorted(lost_nodes)
    )

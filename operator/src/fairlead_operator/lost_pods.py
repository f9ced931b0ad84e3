"""Decides which pods are lost with their nodes, so that they may be removed by force. Pure.

A StatefulSet does not replace a pod of a node that no longer answers: another of the same name might run beside it.
Lease and epoch keep the bot's slots from that, so the pod may be removed once its lease ended so long ago that its
process, should it still run, has fenced itself: after one lease more.
"""

from collections.abc import Collection, Mapping
from typing import Final

from fairlead_operator.observed import PodSeen
from fairlead_shared.fleet.records import LeaseHolder

SILENT_SECONDS: Final = 20.0
"""Two leases: a pod that has not reported for so long did not renew its lease later, so that it ended one lease ago."""


def lost_pods(
    pods: Collection[PodSeen],
    lost_nodes: Collection[str],
    holders: Mapping[int, LeaseHolder] | None,
    silent: Mapping[str, float] | None,
) -> tuple[PodSeen, ...]:
    """Return the pods to remove by force; none while Redis does not say who holds what.

    Args:
        pods: The pods.
        lost_nodes: Nodes that are gone, or not ready.
        holders: Who holds which slot now; nothing when Redis does not answer.
        silent: Seconds since each pod last reported; pods that have not for long are not among them.
    """
    if holders is None or silent is None:
        return ()
    holding = {(holder.pod, holder.uid) for holder in holders.values()}
    return tuple(
        pod
        for pod in pods
        if pod.node in lost_nodes
        and not pod.ready
        and (pod.name, pod.uid) not in holding
        and silent.get(pod.name, SILENT_SECONDS) >= SILENT_SECONDS
    )

"""The Node object of a local node, and the Lease by which it says that it lives. Pure."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from fairlead_cli.node.backoff import Backoff
from fairlead_cli.node.moments import in_microseconds, in_seconds
from fairlead_operator.kinds import LEASE, NODE
from fairlead_operator.model import KubernetesObject

LEASE_NAMESPACE: Final = "kube-node-lease"
"""Where the Leases of nodes are."""
LEASE_SECONDS: Final = 40
"""How long a node's Lease lasts, as a kubelet says it."""
_ARCHITECTURES: Final = {"x86_64": "amd64", "aarch64": "arm64"}


@dataclass(frozen=True, slots=True)
class NodeSpec:
    """What a node is and has.

    Attributes:
        name: Its name in the cluster.
        folder: Where its pods have their folders, with their logs.
        images: The images that it can run: the variables that a container has of each, by the image's name. A local
            process has no image, so what differs between two images must be said by variables.
        labels: Labels beside those that every node has.
        taints: What keeps pods off that do not tolerate it.
        cpu: Processors that it says to have; pods are not held to it.
        memory: Memory that it says to have; pods are not held to it.
        pods: How many pods it takes.
        backoff: How long containers that end wait before they are started again.
        poll_seconds: How often it looks for pods and reports on its own.
        heartbeat_seconds: How often it renews its Lease.
    """

    name: str
    folder: Path
    images: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, str] = field(default_factory=dict)
    taints: tuple[KubernetesObject, ...] = ()
    cpu: str = "64"
    memory: str = "64Gi"
    pods: int = 110
    backoff: Backoff = field(default_factory=Backoff)
    poll_seconds: float = 0.2
    heartbeat_seconds: float = 2.0


def node_object(spec: NodeSpec, address: str, now: datetime) -> KubernetesObject:
    """Return a node as it registers itself: ready, at an address."""
    system, architecture = platform.system().lower(), _ARCHITECTURES.get(platform.machine(), platform.machine())
    own_labels = {"hostname": spec.name, "os": system, "arch": architecture}
    resources = {"cpu": spec.cpu, "memory": spec.memory, "pods": str(spec.pods)}
    labels = {f"kubernetes.io/{key}": value for key, value in own_labels.items()}
    return {
        "apiVersion": NODE.api_version,
        "kind": NODE.name,
        "metadata": {"name": spec.name, "labels": labels | dict(spec.labels)},
        "spec": {"taints": [dict(taint) for taint in spec.taints]},
        "status": {
            "capacity": resources,
            "allocatable": resources,
            "addresses": [{"type": "InternalIP", "address": address}, {"type": "Hostname", "address": spec.name}],
            "conditions": [ready_condition(now)],
        },
    }


def ready_condition(now: datetime) -> KubernetesObject:
    """Return the condition that says that a node takes pods."""
    moment = in_seconds(now)
    return {
        "type": "Ready",
        "status": "True",
        "reason": "KubeletReady",
        "message": "the local node runs pods as processes",
        "lastHeartbeatTime": moment,
        "lastTransitionTime": moment,
    }


def is_ready(node: KubernetesObject) -> bool:
    """Return whether the API server has a node for ready."""
    conditions = node.get("status", {}).get("conditions", ())
    return any(condition["type"] == "Ready" and condition["status"] == "True" for condition in conditions)


def node_lease(node: KubernetesObject, now: datetime) -> KubernetesObject:
    """Return the Lease of a registered node, renewed now; it goes when the Node goes."""
    name = node["metadata"]["name"]
    owner = {"apiVersion": NODE.api_version, "kind": NODE.name, "name": name, "uid": node["metadata"]["uid"]}
    return {
        "apiVersion": LEASE.api_version,
        "kind": LEASE.name,
        "metadata": {"name": name, "namespace": LEASE_NAMESPACE, "ownerReferences": [owner]},
        "spec": {
            "holderIdentity": name,
            "leaseDurationSeconds": LEASE_SECONDS,
            "renewTime": in_microseconds(now),
        },
    }

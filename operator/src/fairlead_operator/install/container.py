"""The container that runs the operator."""

from typing import Final

from fairlead_operator.install.metadata import VERSION
from fairlead_operator.install.mode import Mode
from fairlead_operator.model import KubernetesObject
from fairlead_operator.settings import OperatorSettings

HEALTH_PORT_NAME: Final = "health"
"""The name of the port of probes and metrics."""
HEALTH_PORT: Final[int] = OperatorSettings.model_fields["health_port"].default
"""The port itself."""
IMAGE: Final = f"fairlead-operator:{VERSION}"
"""The image; whoever has a registry of their own replaces it."""
_OWN_NAMESPACE: Final = {"fieldRef": {"fieldPath": "metadata.namespace"}}


def operator_container(mode: Mode) -> KubernetesObject:
    """Return the container: restricted, probed, and told by Kubernetes which namespace it is in.

    It has no limit of processor time: a replica that is throttled loses its Lease.
    """
    return {
        "name": "operator",
        "image": IMAGE,
        "imagePullPolicy": "IfNotPresent",
        "command": ["python", "-m", "fairlead_operator"],
        "env": _environment(mode),
        "ports": [{"name": HEALTH_PORT_NAME, "containerPort": HEALTH_PORT, "protocol": "TCP"}],
        "startupProbe": _probe("/livez", period=2, failures=30),
        "livenessProbe": _probe("/livez", period=10, failures=3),
        "readinessProbe": _probe("/readyz", period=5, failures=2),
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"memory": "512Mi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
        },
    }


def _environment(mode: Mode) -> list[KubernetesObject]:
    variables = ["FAIRLEAD_LEASE_NAMESPACE"]
    if mode is Mode.NAMESPACED:
        variables.append("FAIRLEAD_WATCH_NAMESPACES")
    return [{"name": name, "valueFrom": _OWN_NAMESPACE} for name in variables]


def _probe(path: str, *, period: int, failures: int) -> KubernetesObject:
    return {
        "httpGet": {"path": path, "port": HEALTH_PORT_NAME},
        "periodSeconds": period,
        "timeoutSeconds": 2,
        "failureThreshold": failures,
    }

"""Pods and StatefulSets for the nodes of a pool."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fairlead_cli.node import Pool

IMAGE = "example.invalid/answering:1"
PROGRAM = Path(__file__).with_name("answering.py")
_LABELS = {"app": "fleet"}


def probe(path: str, *, failures: int = 1) -> dict[str, Any]:
    """A probe of the program, every second; on a machine that stands still for a while, no answer is no failure yet."""
    target = {"path": path, "port": "health"}
    return {"httpGet": target, "periodSeconds": 1, "timeoutSeconds": 20, "failureThreshold": failures}


def container(**changes: Any) -> dict[str, Any]:
    """The program in a container, ready when it says so; fields of the container by name."""
    return {
        "name": "bot",
        "image": IMAGE,
        "command": ["python", str(PROGRAM)],
        "ports": [{"name": "health", "containerPort": 8080}],
        "readinessProbe": probe("/readyz"),
        **changes,
    }


def variables(**values: str) -> list[dict[str, str]]:
    """The variables of a container."""
    return [{"name": name, "value": value} for name, value in values.items()]


@dataclass(frozen=True)
class Workloads:
    """Objects of one namespace, placed on one pool."""

    namespace: str
    pool: Pool

    def pod(self, name: str = "one", *, spec: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
        """A pod; fields of its container by name."""
        return {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": name, "namespace": self.namespace, "labels": _LABELS},
            "spec": self._pod_spec(spec, changes),
        }

    def stateful_set(self, replicas: int, *, spec: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
        """A StatefulSet named fleet, as the operator makes them; fields of its container by name."""
        return {
            "apiVersion": "apps/v1",
            "kind": "StatefulSet",
            "metadata": {"name": "fleet", "namespace": self.namespace},
            "spec": {
                "replicas": replicas,
                "serviceName": "fleet",
                "podManagementPolicy": "Parallel",
                "updateStrategy": {"type": "OnDelete"},
                "selector": {"matchLabels": _LABELS},
                "template": {"metadata": {"labels": _LABELS}, "spec": self._pod_spec(spec, changes)},
            },
        }

    def disruption_budget(self, least: int) -> dict[str, Any]:
        """A PodDisruptionBudget over these pods."""
        return {
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": {"name": "fleet", "namespace": self.namespace},
            "spec": {"minAvailable": least, "selector": {"matchLabels": _LABELS}},
        }

    def values(self, kind: str, name: str, **values: str) -> dict[str, Any]:
        """A Secret or a ConfigMap."""
        field = "stringData" if kind == "Secret" else "data"
        metadata = {"name": name, "namespace": self.namespace}
        return {"apiVersion": "v1", "kind": kind, "metadata": metadata, field: values}

    def _pod_spec(self, spec: dict[str, Any] | None, changes: dict[str, Any]) -> dict[str, Any]:
        return {
            "terminationGracePeriodSeconds": 20,
            **self.pool.placement,
            "containers": [container(**changes)],
            **(spec or {}),
        }

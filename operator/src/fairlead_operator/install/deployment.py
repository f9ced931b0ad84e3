"""The Deployment: two replicas, of which one acts."""

from typing import Final

from fairlead_operator.install.container import operator_container
from fairlead_operator.install.metadata import NAME, labels, metadata, selector
from fairlead_operator.install.mode import Mode
from fairlead_operator.model import KubernetesObject

REPLICAS: Final = 2
"""One that acts and one that waits for its Lease."""


def deployment(mode: Mode) -> KubernetesObject:
    """Return the Deployment.

    A Deployment does for the operator, though never for a bot: nothing of a bot runs in it, and either replica may go.
    """
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": metadata(mode),
        "spec": {
            "replicas": REPLICAS,
            "selector": {"matchLabels": selector()},
            "template": {"metadata": {"labels": labels()}, "spec": _pod_spec(mode)},
        },
    }


def _pod_spec(mode: Mode) -> KubernetesObject:
    return {
        "serviceAccountName": NAME,
        "automountServiceAccountToken": True,
        "enableServiceLinks": False,
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "topologySpreadConstraints": [
            {
                "maxSkew": 1,
                "topologyKey": "kubernetes.io/hostname",
                "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": {"matchLabels": selector()},
            }
        ],
        "containers": [operator_container(mode)],
    }

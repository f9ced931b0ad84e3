"""Nodes of which the scheduler gives only pods that ask for them, so that others of the same cluster are left alone."""

from dataclasses import dataclass
from typing import Final

from fairlead_operator.model import KubernetesObject

POOL_LABEL: Final = "fairlead.dev/pool"
"""The label and the taint of the nodes of a pool."""


@dataclass(frozen=True, slots=True)
class Pool:
    """A group of nodes.

    Attributes:
        name: Its name: a value of a label.
    """

    name: str

    @property
    def labels(self) -> dict[str, str]:
        """The labels of its nodes."""
        return {POOL_LABEL: self.name}

    @property
    def taints(self) -> tuple[KubernetesObject, ...]:
        """What keeps other pods off its nodes."""
        return ({"key": POOL_LABEL, "value": self.name, "effect": "NoSchedule"},)

    @property
    def placement(self) -> KubernetesObject:
        """The fields of a pod's specification that bring it onto a node of the pool, and nowhere else."""
        toleration = {"key": POOL_LABEL, "operator": "Equal", "value": self.name, "effect": "NoSchedule"}
        return {"nodeSelector": self.labels, "tolerations": [toleration]}

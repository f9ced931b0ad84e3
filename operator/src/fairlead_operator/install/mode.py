"""The two ways to install the operator."""

from enum import StrEnum


class Mode(StrEnum):
    """Where an installation acts."""

    CLUSTER = "cluster"
    """In every namespace, with a ClusterRole; the operator has a namespace of its own."""
    NAMESPACED = "namespaced"
    """In the namespace that it is installed into, with a Role, and nowhere else."""

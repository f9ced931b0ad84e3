"""Names and labels of what is installed, made in one place."""

from importlib.metadata import version
from typing import Final

from fairlead_operator.install.mode import Mode
from fairlead_operator.model import KubernetesObject

NAME: Final = "fairlead-operator"
"""The name of everything that belongs to the operator."""
NAMESPACE: Final = "fairlead-system"
"""The operator's own namespace in cluster mode."""
VERSION: Final = version("fairlead-operator")
"""The version of the operator, and of its image."""


def selector() -> dict[str, str]:
    """Return the labels that find the operator's pods; they never change."""
    return {"app.kubernetes.io/name": NAME}


def labels() -> dict[str, str]:
    """Return the labels of everything that is installed."""
    return {**selector(), "app.kubernetes.io/part-of": "fairlead", "app.kubernetes.io/version": VERSION}


def metadata(mode: Mode) -> KubernetesObject:
    """Return the metadata of an object in the operator's namespace.

    In namespaced mode it names none: ``kubectl --namespace`` chooses.
    """
    where = {"namespace": NAMESPACE} if mode is Mode.CLUSTER else {}
    return {"name": NAME, **where, "labels": labels()}


def cluster_metadata() -> KubernetesObject:
    """Return the metadata of an object that is in no namespace."""
    return {"name": NAME, "labels": labels()}

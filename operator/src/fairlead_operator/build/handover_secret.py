"""The Secret by which the pods of a bot know each other when one hands its slot to another."""

from typing import Final

from fairlead_operator.build.metadata import metadata
from fairlead_operator.model import BotDeployment, KubernetesObject

HANDOVER_KEY: Final = "secret"
"""The key under which the Secret has its value."""


def handover_secret_name(deployment: BotDeployment) -> str:
    """Return the name of a deployment's Secret."""
    return f"{deployment.name}-handover"


def handover_secret(deployment: BotDeployment, value: str) -> KubernetesObject:
    """Return the Secret with a value that nobody can guess.

    It cannot be changed: a pod reads it once, and pods with different values would refuse each other.
    """
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {**metadata(deployment), "name": handover_secret_name(deployment)},
        "immutable": True,
        "stringData": {HANDOVER_KEY: value},
    }

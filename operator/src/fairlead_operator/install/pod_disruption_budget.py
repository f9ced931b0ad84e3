"""The PodDisruptionBudget: whoever drains nodes leaves one replica to act."""

from fairlead_operator.install.metadata import metadata, selector
from fairlead_operator.install.mode import Mode
from fairlead_operator.model import KubernetesObject


def pod_disruption_budget(mode: Mode) -> KubernetesObject:
    """Return the PodDisruptionBudget."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": metadata(mode),
        "spec": {"maxUnavailable": 1, "selector": {"matchLabels": selector()}},
    }

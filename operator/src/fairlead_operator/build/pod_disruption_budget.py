"""The PodDisruptionBudget: whoever drains nodes takes one pod at a time."""

from fairlead_operator.build.metadata import metadata, selector
from fairlead_operator.model import BotDeployment, KubernetesObject


def pod_disruption_budget(deployment: BotDeployment) -> KubernetesObject:
    """Return the PodDisruptionBudget; it spans every generation, for all of them share Discord's limits."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": metadata(deployment),
        "spec": {"maxUnavailable": 1, "selector": {"matchLabels": selector(deployment)}},
    }

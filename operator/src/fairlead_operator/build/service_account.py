"""The ServiceAccount of the bot's pods: it may do nothing, and its token is not mounted."""

from fairlead_operator.build.metadata import metadata
from fairlead_operator.model import BotDeployment, KubernetesObject


def service_account(deployment: BotDeployment) -> KubernetesObject:
    """Return the ServiceAccount."""
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": metadata(deployment),
        "automountServiceAccountToken": False,
    }

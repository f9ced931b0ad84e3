"""Who the operator is."""

from fairlead_operator.install.metadata import metadata
from fairlead_operator.install.mode import Mode
from fairlead_operator.model import KubernetesObject


def service_account(mode: Mode) -> KubernetesObject:
    """Return the ServiceAccount; its token is mounted where a pod asks for it, as the operator's do."""
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": metadata(mode),
        "automountServiceAccountToken": False,
    }

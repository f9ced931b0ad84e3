"""The operator's own namespace in cluster mode."""

from fairlead_operator.install.metadata import NAMESPACE, labels
from fairlead_operator.model import KubernetesObject


def namespace() -> KubernetesObject:
    """Return the Namespace; it takes pods of the restricted Pod Security Standard only."""
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": NAMESPACE, "labels": {**labels(), "pod-security.kubernetes.io/enforce": "restricted"}},
    }

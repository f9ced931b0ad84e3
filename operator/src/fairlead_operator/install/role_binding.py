"""The bindings that give the ServiceAccount its roles."""

from fairlead_operator.install.metadata import NAME, NAMESPACE, cluster_metadata, metadata
from fairlead_operator.install.mode import Mode
from fairlead_operator.install.role import RBAC_GROUP
from fairlead_operator.model import KubernetesObject


def cluster_role_binding() -> KubernetesObject:
    """Return the ClusterRoleBinding of cluster mode."""
    return {
        "apiVersion": f"{RBAC_GROUP}/v1",
        "kind": "ClusterRoleBinding",
        "metadata": cluster_metadata(),
        "roleRef": {"apiGroup": RBAC_GROUP, "kind": "ClusterRole", "name": NAME},
        "subjects": [{"kind": "ServiceAccount", "name": NAME, "namespace": NAMESPACE}],
    }


def role_binding(mode: Mode) -> KubernetesObject:
    """Return the RoleBinding in the operator's namespace; a ServiceAccount without a namespace is one of the same."""
    where = {"namespace": NAMESPACE} if mode is Mode.CLUSTER else {}
    return {
        "apiVersion": f"{RBAC_GROUP}/v1",
        "kind": "RoleBinding",
        "metadata": metadata(mode),
        "roleRef": {"apiGroup": RBAC_GROUP, "kind": "Role", "name": NAME},
        "subjects": [{"kind": "ServiceAccount", "name": NAME, **where}],
    }

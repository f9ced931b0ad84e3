"""The roles: what the table of rights comes to, for a ClusterRole and for a Role."""

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from fairlead_operator.install.metadata import cluster_metadata, metadata
from fairlead_operator.install.mode import Mode
from fairlead_operator.install.rights import Right, Scope, Verb, rights_of
from fairlead_operator.model import KubernetesObject

RBAC_GROUP: Final = "rbac.authorization.k8s.io"
"""The API group of roles and bindings."""


def cluster_rights() -> tuple[Right, ...]:
    """Return what the ClusterRole grants: everything but what concerns the operator's own namespace."""
    return tuple(right for right in rights_of(Mode.CLUSTER) if right.scope is not Scope.OWN)


def namespace_rights(mode: Mode) -> tuple[Right, ...]:
    """Return what the Role grants: everything, or what the ClusterRole does not."""
    return tuple(right for right in rights_of(mode) if mode is Mode.NAMESPACED or right.scope is Scope.OWN)


def cluster_role() -> KubernetesObject:
    """Return the ClusterRole of cluster mode."""
    return {
        "apiVersion": f"{RBAC_GROUP}/v1",
        "kind": "ClusterRole",
        "metadata": cluster_metadata(),
        "rules": [rule for _, rule in policy_rules(cluster_rights())],
    }


def role(mode: Mode) -> KubernetesObject:
    """Return the Role in the operator's namespace."""
    return {
        "apiVersion": f"{RBAC_GROUP}/v1",
        "kind": "Role",
        "metadata": metadata(mode),
        "rules": [rule for _, rule in policy_rules(namespace_rights(mode))],
    }


def policy_rules(rights: Iterable[Right]) -> list[tuple[str, KubernetesObject]]:
    """Return one rule for neighbours that say the same of kinds of one group, each with its reason."""
    return [
        (
            reason,
            {
                "apiGroups": [group],
                "resources": [right.resource for right in alike],
                **({"resourceNames": list(names)} if names else {}),
                "verbs": [verb.value for verb in verbs],
            },
        )
        for (group, verbs, reason, names), alike in groupby(rights, _what_it_says)
    ]


def _what_it_says(right: Right) -> tuple[str, tuple[Verb, ...], str, tuple[str, ...]]:
    return right.kind.group, right.verbs, right.reason, right.names

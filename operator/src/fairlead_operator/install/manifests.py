"""The files that install the operator, in the order in which kubectl must apply them."""

from collections.abc import Iterator
from typing import Final

from fairlead_operator.install.deployment import deployment
from fairlead_operator.install.mode import Mode
from fairlead_operator.install.namespace import namespace
from fairlead_operator.install.pod_disruption_budget import pod_disruption_budget
from fairlead_operator.install.role import cluster_rights, cluster_role, namespace_rights, policy_rules, role
from fairlead_operator.install.role_binding import cluster_role_binding, role_binding
from fairlead_operator.install.service import service
from fairlead_operator.install.service_account import service_account
from fairlead_operator.model import KubernetesObject
from fairlead_operator.yaml_text import yaml_text

_HEADER: Final = "# Generated from operator/src/fairlead_operator/install/ by `make gen`; do not edit.\n"


def folder_of(mode: Mode) -> str:
    """Return the folder of an installation's files."""
    return "manifests/operator" if mode is Mode.CLUSTER else "manifests/operator-namespaced"


def manifest_files(mode: Mode) -> dict[str, str]:
    """Return the text of each file by its name; kubectl takes them in the order of their names."""
    return {f"{number}-{name}.yaml": text for number, (name, text) in enumerate(_texts(mode), 1)}


def _texts(mode: Mode) -> Iterator[tuple[str, str]]:
    if mode is Mode.CLUSTER:
        yield "namespace", _text(namespace())
    yield "service-account", _text(service_account(mode))
    if mode is Mode.CLUSTER:
        yield "cluster-role", _role_text(cluster_role(), role_rules(mode, cluster=True))
        yield "cluster-role-binding", _text(cluster_role_binding())
    yield "role", _role_text(role(mode), role_rules(mode, cluster=False))
    yield "role-binding", _text(role_binding(mode))
    yield "service", _text(service(mode))
    yield "pod-disruption-budget", _text(pod_disruption_budget(mode))
    yield "deployment", _text(deployment(mode))


def role_rules(mode: Mode, *, cluster: bool) -> str:
    """Return the rules of a role as YAML, the reason of each above it.

    Args:
        mode: The way to install.
        cluster: Whether the ClusterRole is meant, or the Role in the operator's namespace.
    """
    rights = cluster_rights() if cluster else namespace_rights(mode)
    return "".join(f"# {reason}\n{yaml_text([rule], short_lists=True)}" for reason, rule in policy_rules(rights))


def _text(thing: KubernetesObject) -> str:
    return _HEADER + yaml_text(thing)


def _role_text(role: KubernetesObject, rules: str) -> str:
    head = {key: value for key, value in role.items() if key != "rules"}
    return f"{_text(head)}rules:\n{rules}"

"""Merges a user's part of a pod template over the made one.

Objects are merged field by field. Lists whose elements have a key in Kubernetes (containers and variables a name,
ports a number, mounts a path) are merged by it: an element with a known key is merged over the made one, another is
added at the end. Any other list, and any plain value, replaces the made one.

A volume has one kind, and its kind is a field: of a made volume only the fields stay that the user's one has too.
"""

from collections.abc import Mapping
from typing import Any, Final, cast

from fairlead_operator.model import KubernetesObject

KEYS: Final[Mapping[str, str]] = {
    "containers": "name",
    "initContainers": "name",
    "ephemeralContainers": "name",
    "env": "name",
    "volumes": "name",
    "imagePullSecrets": "name",
    "resourceClaims": "name",
    "claims": "name",
    "ports": "containerPort",
    "volumeMounts": "mountPath",
    "volumeDevices": "devicePath",
    "hostAliases": "ip",
    "topologySpreadConstraints": "topologyKey",
    "ownerReferences": "uid",
}
"""The key of each list that is merged by one, by the list's field.

https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/ ("patch merge key")
"""

_RETAINING_KEYS: Final = frozenset({"volumes"})
"""The lists whose merged elements have only the fields of the user's one (patch strategy "retainKeys")."""


def merged(made: KubernetesObject, over: Mapping[str, Any]) -> KubernetesObject:
    """Return ``over`` merged over ``made``; neither is changed."""
    result = dict(made)
    for field, value in over.items():
        before = result.get(field)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            result[field] = merged(dict(before), value)
        elif isinstance(before, list) and isinstance(value, list) and _is_keyed(field, before + value):
            result[field] = _merged_by_key(field, before, value)
        else:
            result[field] = value
    return result


def _is_keyed(field: str, elements: list[object]) -> bool:
    return field in KEYS and all(isinstance(element, Mapping) and KEYS[field] in element for element in elements)


def _merged_by_key(field: str, made: list[object], over: list[object]) -> list[KubernetesObject]:
    key = KEYS[field]
    result = {element[key]: element for element in cast("list[KubernetesObject]", made)}
    for element in cast("list[KubernetesObject]", over):
        before = result.get(element[key], {})
        if field in _RETAINING_KEYS:
            before = {name: value for name, value in before.items() if name in element}
        result[element[key]] = merged(before, element)
    return list(result.values())

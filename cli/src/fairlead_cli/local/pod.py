"""What a kubelet makes of a pod template: one container's command and environment, from plain values."""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from fairlead_shared.errors import ConfigurationError

type KubernetesObject = Mapping[str, Any]
"""An object as YAML gives it: its shape is the API server's business, not ours."""


@dataclass(frozen=True, slots=True)
class PodIdentity:
    """Who a pod is and where, as the downward API tells it.

    https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
    """

    name: str
    uid: str
    namespace: str
    ip: str
    node: str = "local"
    node_ip: str = "127.0.0.1"
    service_account: str = "default"
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ObjectReference:
    """A Secret or a ConfigMap that a container refers to.

    Attributes:
        kind: ``Secret`` or ``ConfigMap``.
        name: Its name.
    """

    kind: str
    name: str


class MissingReferenceError(ConfigurationError):
    """A container refers to a Secret, a ConfigMap or a key of one that does not exist.

    Attributes:
        reference: What it refers to.
        key: The key that is missing; nothing when the whole object is.
    """

    def __init__(self, message: str, reference: ObjectReference, key: str | None = None) -> None:
        super().__init__(message)
        self.reference = reference
        self.key = key


@dataclass(frozen=True, slots=True)
class NamespaceObjects:
    """The Secrets and ConfigMaps that a pod may refer to: name → key → value."""

    secrets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    config_maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of_kind(self, kind: str) -> Mapping[str, Mapping[str, str]]:
        """Return the objects of a kind, ``Secret`` or ``ConfigMap``."""
        return self.secrets if kind == "Secret" else self.config_maps


def references(container: KubernetesObject) -> frozenset[ObjectReference]:
    """Return the Secrets and ConfigMaps that a container's variables come from."""
    return frozenset(_references(container))


def inherited_environment() -> dict[str, str]:
    """Return those of our own variables that stand for what a container has of its image."""
    return {name: os.environ[name] for name in _INHERITED if name in os.environ}


def container_environment(container: KubernetesObject, pod: PodIdentity, objects: NamespaceObjects) -> dict[str, str]:
    """Return a container's variables: ``envFrom`` first, ``env`` over it, ``$(NAME)`` expanded.

    https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/

    Raises:
        MissingReferenceError: a Secret, a ConfigMap or a key that is referred to and not optional does not exist.
        ConfigurationError: a variable comes from something that only a container has.
    """
    environment: dict[str, str] = {}
    for source in container.get("envFrom", ()):
        kind, reference = _source(source)
        values = _object(objects, kind, reference)
        environment |= {source.get("prefix", "") + name: value for name, value in values.items()}
    for variable in container.get("env", ()):
        value = _value(variable, pod, objects)
        if value is not None:
            environment[variable["name"]] = expand(value, environment)
    return environment


def container_command(container: KubernetesObject, environment: Mapping[str, str]) -> list[str]:
    """Return a container's command line; an image's ``python`` is this interpreter."""
    words = [expand(word, environment) for word in (*container.get("command", ()), *container.get("args", ()))]
    if not words:
        raise ConfigurationError(
            f"Container {container['name']} has no command; without an image there is none to run."
        )
    return [sys.executable, *words[1:]] if words[0] in {"python", "python3"} else words


def expand(text: str, environment: Mapping[str, str]) -> str:
    """Replace ``$(NAME)`` by the variable's value if it exists; ``$$(NAME)`` stands for the text itself."""

    def replacement(found: re.Match[str]) -> str:
        if found[0].startswith("$$"):
            return found[0][1:]
        return environment.get(found[1], found[0])

    return re.sub(r"\$?\$\(([A-Za-z_][\w.-]*)\)", replacement, text)


def _value(variable: KubernetesObject, pod: PodIdentity, objects: NamespaceObjects) -> str | None:
    source = variable.get("valueFrom")
    if source is None:
        return str(variable.get("value", ""))
    if "fieldRef" in source:
        return _pod_field(source["fieldRef"]["fieldPath"], pod)
    for key, kind in _KEY_REFERENCES.items():
        if key in source:
            reference = source[key]
            value = _object(objects, kind, reference).get(reference["key"])
            if value is None and not reference.get("optional"):
                message = f"{kind} {reference['name']} has no key {reference['key']}."
                raise MissingReferenceError(message, ObjectReference(kind, reference["name"]), reference["key"])
            return value
    raise ConfigurationError(f"Variable {variable['name']}: {', '.join(source)} is not known to a local fleet.")


def _object(objects: NamespaceObjects, kind: str, reference: KubernetesObject) -> Mapping[str, str]:
    found = objects.of_kind(kind).get(reference["name"])
    if found is None and not reference.get("optional"):
        raise MissingReferenceError(
            f"{kind} {reference['name']} does not exist; a local fleet takes those that stand in the same file.",
            ObjectReference(kind, reference["name"]),
        )
    return found or {}


def _references(container: KubernetesObject) -> Iterator[ObjectReference]:
    for source in container.get("envFrom", ()):
        kind, reference = _source(source)
        yield ObjectReference(kind, reference["name"])
    for variable in container.get("env", ()):
        for key, reference in (variable.get("valueFrom") or {}).items():
            if key in _KEY_REFERENCES:
                yield ObjectReference(_KEY_REFERENCES[key], reference["name"])


def _source(source: KubernetesObject) -> tuple[str, KubernetesObject]:
    """Return what an element of ``envFrom`` refers to: the kind, and the reference."""
    return ("Secret", source["secretRef"]) if "secretRef" in source else ("ConfigMap", source["configMapRef"])


def _pod_field(path: str, pod: PodIdentity) -> str:
    if found := re.fullmatch(r"metadata\.(labels|annotations)\['(.+)'\]", path):
        return (pod.labels if found[1] == "labels" else pod.annotations).get(found[2], "")
    fields = {
        "metadata.name": pod.name,
        "metadata.uid": pod.uid,
        "metadata.namespace": pod.namespace,
        "status.podIP": pod.ip,
        "status.podIPs": pod.ip,
        "status.hostIP": pod.node_ip,
        "status.hostIPs": pod.node_ip,
        "spec.nodeName": pod.node,
        "spec.serviceAccountName": pod.service_account,
    }
    if path not in fields:
        raise ConfigurationError(f"The field {path} of a pod is not known to a local fleet.")
    return fields[path]


_KEY_REFERENCES: Final = {"secretKeyRef": "Secret", "configMapKeyRef": "ConfigMap"}
_INHERITED: Final = (
    *("PATH", "PYTHONPATH", "HOME", "LANG", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR"),
    "COVERAGE_PROCESS_CONFIG",
)
"""What a container would have of its image: programs and packages, the language, trusted certificates."""

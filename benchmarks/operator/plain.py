"""The peer: an operator as people write one with kopf's decorators and its defaults.

It makes a StatefulSet, a Service and a ConfigMap of each PlainBot, patches the PlainBot's status at every event of its
StatefulSet and its pods, and looks at it once a minute.

Usage: ``kopf run --standalone --all-namespaces --module benchmarks.operator.plain``
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

import kopf
from kubernetes import client, config

GROUP: Final = "example.com"
VERSION: Final = "v1"
PLURAL: Final = "plainbots"
KIND: Final = "PlainBot"
OWNER: Final = "example.com/plainbot"
"""The label with the name of the PlainBot that an object belongs to."""

type _Object = dict[str, Any]
"""An object of Kubernetes."""


@kopf.on.startup()
def connect(**_: object) -> None:
    """Read the kubeconfig for the calls of this module; kopf does so for its own."""
    config.load_kube_config()


@kopf.on.create(GROUP, VERSION, PLURAL)
@kopf.on.update(GROUP, VERSION, PLURAL)
@kopf.on.resume(GROUP, VERSION, PLURAL)
def make_children(name: str, namespace: str, spec: Mapping[str, Any], **_: object) -> None:
    """Make the objects of a PlainBot, or bring them to what it says."""
    core, apps = client.CoreV1Api(), client.AppsV1Api()
    _apply(config_map(name), namespace, core.create_namespaced_config_map, core.patch_namespaced_config_map)
    _apply(service(name), namespace, core.create_namespaced_service, core.patch_namespaced_service)
    children = stateful_set(name, spec["image"], spec["replicas"])
    _apply(children, namespace, apps.create_namespaced_stateful_set, apps.patch_namespaced_stateful_set)


@kopf.on.event("apps", "v1", "statefulsets", labels={OWNER: kopf.PRESENT})
def note_stateful_set(labels: Mapping[str, str], namespace: str, status: Mapping[str, Any], **_: object) -> None:
    """Tell in the PlainBot's status how many of its pods are ready."""
    _patch_status(labels[OWNER], namespace, {"readyReplicas": status.get("readyReplicas", 0)})


@kopf.on.event("v1", "pods", labels={OWNER: kopf.PRESENT})
def note_pod(name: str, labels: Mapping[str, str], namespace: str, status: Mapping[str, Any], **_: object) -> None:
    """Tell in the PlainBot's status what a pod of it does."""
    _patch_status(labels[OWNER], namespace, {"pods": {name: status.get("phase", "Unknown")}})


@kopf.timer(GROUP, VERSION, PLURAL, interval=60)
def look(name: str, namespace: str, patch: kopf.Patch, **_: object) -> None:
    """Look at the StatefulSet of a PlainBot, and tell in its status how many pods are ready."""
    found = client.AppsV1Api().read_namespaced_stateful_set(name, namespace)
    patch.status["readyReplicas"] = found.status.ready_replicas or 0


def _apply(thing: _Object, namespace: str, create: Callable[..., object], patch: Callable[..., object]) -> None:
    kopf.adopt(thing)
    try:
        create(namespace, thing)
    except client.ApiException as error:
        if error.status != HTTPStatus.CONFLICT:
            raise
        patch(thing["metadata"]["name"], namespace, thing)


def _patch_status(name: str, namespace: str, status: _Object) -> None:
    try:
        client.CustomObjectsApi().patch_namespaced_custom_object_status(
            GROUP, VERSION, namespace, PLURAL, name, {"status": status}
        )
    except client.ApiException as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise


def config_map(name: str) -> _Object:
    """Return the ConfigMap of a PlainBot."""
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": _metadata(name), "data": {"LOG_LEVEL": "INFO"}}


def service(name: str) -> _Object:
    """Return the Service of a PlainBot."""
    spec = {"clusterIP": "None", "selector": {OWNER: name}, "ports": [{"name": "health", "port": 8080}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": _metadata(name), "spec": spec}


def stateful_set(name: str, image: str, replicas: int) -> _Object:
    """Return the StatefulSet of a PlainBot."""
    container = {"name": "bot", "image": image, "envFrom": [{"configMapRef": {"name": name}}]}
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": _metadata(name),
        "spec": {
            "replicas": replicas,
            "serviceName": name,
            "podManagementPolicy": "Parallel",
            "selector": {"matchLabels": {OWNER: name}},
            "template": {"metadata": {"labels": {OWNER: name}}, "spec": {"containers": [container]}},
        },
    }


def _metadata(name: str) -> _Object:
    return {"name": name, "labels": {OWNER: name}}

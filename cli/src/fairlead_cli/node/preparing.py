"""What a container needs before it can start: its image, and the objects that its variables come from."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fairlead_cli.local.pod import (
    KubernetesObject,
    MissingReferenceError,
    NamespaceObjects,
    PodIdentity,
    container_command,
    container_environment,
    inherited_environment,
    references,
)
from fairlead_cli.node.container_state import Waiting
from fairlead_cli.node.probes import ContainerProbes, container_probes
from fairlead_operator.kinds import CONFIG_MAP, SECRET
from fairlead_operator.kube import Kube
from fairlead_shared.errors import ConfigurationError

_LISTENING: Final = ("HEALTH_HOST", "HANDOVER_HOST")
"""Where a bot listens. In a container all addresses are the pod's; here they are everybody's."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A container that can start.

    Attributes:
        command: Program and arguments.
        environment: The whole environment.
        probes: How it is probed.
    """

    command: tuple[str, ...]
    environment: Mapping[str, str]
    probes: ContainerProbes


async def prepare(
    kube: Kube, container: KubernetesObject, pod: PodIdentity, images: Mapping[str, Mapping[str, str]]
) -> Prepared | Waiting:
    """Return what starts a container, or what it waits for, in a kubelet's words.

    Raises:
        KubernetesError: the API server did not answer.
    """
    image = container["image"]
    if image not in images:
        return Waiting("ImagePullBackOff", f'Back-off pulling image "{image}": ErrImagePull: {image}: not found')
    try:
        objects = await _objects(kube, container, pod.namespace)
        own = container_environment(container, pod, objects)
        here = dict.fromkeys(_LISTENING, pod.ip)
        environment = inherited_environment() | dict(images[image]) | own | here
        command = container_command(container, environment)
        return Prepared(tuple(command), environment, container_probes(container, pod.ip))
    except MissingReferenceError as error:
        return Waiting("CreateContainerConfigError", missing(error, pod.namespace))
    except ConfigurationError as error:
        return Waiting("CreateContainerError", str(error))


def missing(error: MissingReferenceError, namespace: str) -> str:
    """Return a kubelet's sentence about what does not exist."""
    kind, name = error.reference.kind, error.reference.name
    if error.key is None:
        return f'{kind.lower()} "{name}" not found'
    return f"couldn't find key {error.key} in {kind} {namespace}/{name}"


async def _objects(kube: Kube, container: KubernetesObject, namespace: str) -> NamespaceObjects:
    secrets: dict[str, Mapping[str, str]] = {}
    config_maps: dict[str, Mapping[str, str]] = {}
    for reference in references(container):
        if reference.kind == SECRET.name:
            if (found := await kube.get(SECRET, namespace, reference.name)) is not None:
                secrets[reference.name] = {key: _decoded(value) for key, value in found.get("data", {}).items()}
        elif (found := await kube.get(CONFIG_MAP, namespace, reference.name)) is not None:
            config_maps[reference.name] = found.get("data", {})
    return NamespaceObjects(secrets, config_maps)


def _decoded(value: str) -> str:
    # What is no text arrives in the process as the bytes that it is.
    return base64.b64decode(value).decode(errors="surrogateescape")

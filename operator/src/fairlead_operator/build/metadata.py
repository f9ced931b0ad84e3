"""Names, labels and owner of every child, made in one place."""

from enum import StrEnum
from typing import Final

from fairlead_operator.model import BotDeployment, KubernetesObject
from fairlead_shared.fleet import changes
from fairlead_shared.fleet.layout import Generation

BOT_CONTAINER: Final = "bot"
"""The container that runs the bot."""
_NAME: Final = "fairlead-bot"
_MANAGER: Final = "fairlead-operator"


class Label(StrEnum):
    """Labels that Fairlead puts on what it owns."""

    NAME = "app.kubernetes.io/name"
    INSTANCE = "app.kubernetes.io/instance"
    COMPONENT = "app.kubernetes.io/component"
    MANAGED_BY = "app.kubernetes.io/managed-by"
    DEPLOYMENT = "fairlead.dev/deployment"
    GENERATION = "fairlead.dev/generation"


class Annotation(StrEnum):
    """Annotations that Fairlead puts on what it owns."""

    CONFIG_CHECKSUM = "fairlead.dev/config-checksum"
    TOKEN_CHECKSUM = "fairlead.dev/token-checksum"  # noqa: S105 - the name of an annotation
    APPLIED = "fairlead.dev/applied"
    TEMPLATE = "fairlead.dev/template"
    """The name of a pod template: a hash of it."""
    ROLLED_OUT = "fairlead.dev/rolled-out"
    """Of a StatefulSet: the specification that was last rolled out to all of its pods."""
    PROMOTED = "fairlead.dev/promoted"
    """Of a BotDeployment, set by a person: the template whose rollout may pass the step at which it stands."""
    APPROVED_GENERATION = changes.APPROVED_GENERATION
    """Of a BotDeployment, set by a person: the layout into which the bot may be restarted."""


def generation_name(deployment: BotDeployment, generation: Generation) -> str:
    """Return the name of what belongs to one generation, such as ``demo-4x2``."""
    return f"{deployment.name}-{generation.name}"


def selector(deployment: BotDeployment, generation: Generation | None = None) -> dict[str, str]:
    """Return the labels that find a deployment's pods: of one generation, or of all."""
    of_generation = {Label.GENERATION.value: generation.name} if generation else {}
    return {Label.DEPLOYMENT.value: deployment.name, **of_generation}


def labels(deployment: BotDeployment, generation: Generation | None = None) -> dict[str, str]:
    """Return the labels of a child: of one generation, or of the whole deployment."""
    return {
        Label.NAME.value: _NAME,
        Label.INSTANCE.value: deployment.name,
        Label.COMPONENT.value: "bot",
        Label.MANAGED_BY.value: _MANAGER,
        **selector(deployment, generation),
    }


def metadata(deployment: BotDeployment, generation: Generation | None = None) -> KubernetesObject:
    """Return a child's metadata: of one generation, or of the whole deployment.

    The owner is left out where there is no API server that gave the resource its UID.
    """
    owner = {**deployment.reference, "controller": True, "blockOwnerDeletion": True}
    return {
        "name": generation_name(deployment, generation) if generation else deployment.name,
        "namespace": deployment.namespace,
        "labels": labels(deployment, generation),
        **({"ownerReferences": [owner]} if deployment.metadata.uid else {}),
    }

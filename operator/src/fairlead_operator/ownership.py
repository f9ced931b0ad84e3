"""Finds out which objects are a deployment's, and what they say of what runs. Pure."""

from collections.abc import Sequence

from fairlead_operator.build.metadata import Label
from fairlead_operator.kinds import STATEFUL_SET
from fairlead_operator.model import KIND, BotDeployment, KubernetesObject
from fairlead_shared.fleet.layout import Generation


def belongs_to(thing: KubernetesObject, deployment: BotDeployment) -> bool:
    """Return whether an object is a deployment's child: by its owner, or by its label where it has no such owner."""
    labels = thing["metadata"].get("labels", {})
    return is_owned(thing, deployment) or labels.get(Label.DEPLOYMENT) == deployment.name


def is_owned(thing: KubernetesObject, deployment: BotDeployment) -> bool:
    """Return whether a deployment is among an object's owners, so that the object goes when the deployment does."""
    return any(owner["uid"] == deployment.metadata.uid for owner in thing["metadata"].get("ownerReferences", ()))


def running_generation(deployment: BotDeployment, children: Sequence[KubernetesObject]) -> Generation | None:
    """Return the generation that runs: of the oldest StatefulSet that stays, else of what else is left of one.

    It is read from the name, which nobody can change. A StatefulSet that was deleted comes back as it was, because
    its ConfigMap still says what it was.
    """
    found = [
        (
            "deletionTimestamp" in child["metadata"],
            child["kind"] != STATEFUL_SET.name,
            child["metadata"].get("creationTimestamp", ""),
            generation,
        )
        for child in children
        if (generation := _generation_of(deployment, child["metadata"]["name"]))
    ]
    return min(found, key=lambda entry: entry[:3])[3] if found else None


def _generation_of(deployment: BotDeployment, name: str) -> Generation | None:
    try:
        return Generation.parse(name.removeprefix(f"{deployment.name}-"))
    except ValueError:
        return None


def stateful_set_of(
    deployment: BotDeployment, generation: Generation, children: Sequence[KubernetesObject]
) -> KubernetesObject | None:
    """Return the live StatefulSet of a generation, or nothing."""
    for child in children:
        if child["kind"] == STATEFUL_SET.name and _generation_of(deployment, child["metadata"]["name"]) == generation:
            return child
    return None


def owner_of(thing: KubernetesObject) -> str | None:
    """Return the name of the deployment that an object belongs to, by its label or by its owner."""
    metadata = thing["metadata"]
    labelled: str | None = metadata.get("labels", {}).get(Label.DEPLOYMENT)
    owners = (owner["name"] for owner in metadata.get("ownerReferences", ()) if owner["kind"] == KIND)
    return labelled or next(owners, None)


def address_of(thing: KubernetesObject) -> tuple[str, str]:
    """Return the namespace and the name of an object."""
    return thing["metadata"]["namespace"], thing["metadata"]["name"]


def owner_address_of(thing: KubernetesObject) -> tuple[str, str | None]:
    """Return the namespace and the name of the deployment that an object was made for; that may be gone."""
    return thing["metadata"]["namespace"], owner_of(thing)

"""What a rollout goes back to: the last specification whose template all pods had. Pure.

It lies in an annotation of the StatefulSet. A template alone would not do: pods also read the ConfigMap that belongs to
it.
"""

import json
from collections.abc import Sequence
from typing import Final

from pydantic import ValidationError

from fairlead_operator.build.metadata import Annotation
from fairlead_operator.kinds import STATEFUL_SET
from fairlead_operator.model import BotDeployment, BotDeploymentSpec, KubernetesObject

KEPT: Final = ("sharding", "standby", "rollout", "paused", "hibernated")
"""Fields that no rollout takes back: they say how the fleet is run, not what runs in a pod."""


def rolled_out_spec(name: str, children: Sequence[KubernetesObject]) -> BotDeploymentSpec | None:
    """Return the specification that was last rolled out to all pods of a StatefulSet, if that is known."""
    for child in children:
        if child["kind"] == STATEFUL_SET.name and child["metadata"]["name"] == name:
            written = child["metadata"].get("annotations", {}).get(Annotation.ROLLED_OUT)
            try:
                return BotDeploymentSpec.model_validate_json(written) if written else None
            except ValidationError:
                return None  # an older operator's
    return None


def written_spec(spec: BotDeploymentSpec) -> str:
    """Return a specification as the annotation has it."""
    return json.dumps(spec.model_dump(mode="json", by_alias=True, exclude_defaults=True), sort_keys=True)


def with_template_of(deployment: BotDeployment, spec: BotDeploymentSpec) -> BotDeployment:
    """Return a deployment whose pods are those of another specification, and whose fleet is run as its own says."""
    own = {field: getattr(deployment.spec, field) for field in KEPT}
    return deployment.model_copy(update={"spec": spec.model_copy(update=own)})

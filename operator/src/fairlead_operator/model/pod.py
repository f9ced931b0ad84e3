"""The parts of the specification that shape the bot's pods."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from fairlead_operator.model.base import FreeObject, Part
from fairlead_operator.model.rules import Rule, Rules
from fairlead_shared.fleet.pod import PodVariable

RESERVED_VARIABLES: Final = tuple(variable for variable in PodVariable if variable is not PodVariable.API_BASE_URL)
"""Variables that a user's ``env`` may not replace: the pods of a fleet must agree on them."""

_VARIABLE_NAME: Final = Rules(
    Rule(
        f"!(self in [{', '.join(repr(str(name)) for name in RESERVED_VARIABLES)}])",
        "is set by Fairlead; choose another name, or use the field of the specification that it comes from",
        lambda name: name not in RESERVED_VARIABLES,
    ),
    Rule("self.size() > 0", "must not be empty", bool),
)
Quantity = Annotated[int | str, Field(json_schema_extra={"x-kubernetes-int-or-string": True})]
"""An amount such as ``500m`` or ``1Gi``."""


class PullPolicy(StrEnum):
    """When a node pulls the image."""

    ALWAYS = "Always"
    IF_NOT_PRESENT = "IfNotPresent"
    NEVER = "Never"


class EnvironmentVariable(Part):
    """A variable of the bot's container."""

    name: Annotated[str, _VARIABLE_NAME, Field(max_length=255)]
    value: str | None = None
    value_from: Annotated[FreeObject | None, Field(description="As in a pod's container.")] = None


class Resources(Part):
    """What the bot's container asks for and may use."""

    limits: dict[str, Quantity] | None = None
    requests: dict[str, Quantity] | None = None
    claims: tuple[FreeObject, ...] | None = None


class TemplateMetadata(Part):
    """Labels and annotations to add to the pods; Fairlead's own labels cannot be replaced."""

    labels: dict[str, str] | None = None
    annotations: dict[str, str] | None = None


class PodTemplate(Part):
    """Is merged over the pod template that Fairlead makes.

    Objects are merged field by field. Lists of named things (containers, volumes, variables) are merged by their
    names, ports by their numbers, mounts by their paths; any other list and any plain value replaces the made one.
    """

    metadata: TemplateMetadata | None = None
    spec: FreeObject | None = None


def _each_once(variables: tuple[EnvironmentVariable, ...]) -> tuple[EnvironmentVariable, ...]:
    """Hold what the API server holds by the list's type: a name occurs once."""
    seen: set[str] = set()
    for variable in variables:
        if variable.name in seen:
            raise ValueError(f'Duplicate value: {{"name":"{variable.name}"}}')
        seen.add(variable.name)
    return variables


Environment = Annotated[
    tuple[EnvironmentVariable, ...],
    Field(
        max_length=256,
        json_schema_extra={"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"]},
    ),
    AfterValidator(_each_once),
]
"""Variables, each name once."""

"""The custom resource itself."""

import re
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from fairlead_operator.model.base import KubernetesObject, Part
from fairlead_operator.model.rules import Rule, Rules
from fairlead_operator.model.spec import BotDeploymentSpec

GROUP: Final = "fairlead.dev"
VERSION: Final = "v1alpha1"
API_VERSION: Final = f"{GROUP}/{VERSION}"
KIND: Final = "BotDeployment"
PLURAL: Final = "botdeployments"

_LONGEST_NAME: Final = 40
_NAME: Final = "^[a-z]([-a-z0-9]*[a-z0-9])?$"

NAME_RULES: Final = Rules(
    Rule(
        f"self.metadata.name.size() <= {_LONGEST_NAME}",
        f"the name must have at most {_LONGEST_NAME} characters: the names of the pods are made of it",
        lambda name: len(name) <= _LONGEST_NAME,
    ),
    Rule(
        f"self.metadata.name.matches('{_NAME}')",
        "the name must begin with a letter and have only lower-case letters, digits and '-': a Service has it too",
        lambda name: re.search(_NAME, name) is not None,
    ),
)
"""Rules of the resource's name; in CEL they are rules of the whole resource, which alone sees its metadata."""


class Metadata(BaseModel):
    """What Fairlead reads of a resource's metadata; Kubernetes knows many more fields."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    name: Annotated[str, NAME_RULES]
    namespace: str = "default"
    uid: str | None = None
    generation: int = 1
    annotations: dict[str, str] = Field(default_factory=dict)


class BotDeployment(Part):
    """A bot to run, and what is known of it."""

    api_version: Literal["fairlead.dev/v1alpha1"]
    kind: Literal["BotDeployment"]
    metadata: Metadata
    spec: BotDeploymentSpec
    # Any: the status is written, never read back through this model.
    status: Annotated[dict[str, Any] | None, Field(exclude=True)] = None

    @property
    def name(self) -> str:
        """The resource's name."""
        return self.metadata.name

    @property
    def namespace(self) -> str:
        """The namespace that the resource and its children are in."""
        return self.metadata.namespace

    @property
    def reference(self) -> KubernetesObject:
        """The resource as other objects refer to it."""
        return {"apiVersion": API_VERSION, "kind": KIND, "name": self.name, "uid": self.metadata.uid}

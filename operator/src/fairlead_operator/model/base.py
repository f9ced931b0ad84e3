"""What every part of a resource has in common."""

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic.config import JsonDict

PRESERVE: Final[JsonDict] = {"x-kubernetes-preserve-unknown-fields": True}
"""Schema of an object whose fields Kubernetes itself checks when a child is written."""

# Any: a piece of a Kubernetes object, which the API server knows and this model does not.
type KubernetesObject = dict[str, Any]

FreeObject = Annotated[dict[str, Any], Field(json_schema_extra=PRESERVE)]
"""An object that is passed on to Kubernetes as it is."""


class Part(BaseModel):
    """A part of a resource: frozen, camelCase in documents, unknown fields refused, no conversion of types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, alias_generator=to_camel)

    def as_document(self) -> KubernetesObject:
        """Return the part as a document would say it, absent fields left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class StatusPart(Part):
    """A part of a status, which code makes and documents only keep."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, extra="ignore")

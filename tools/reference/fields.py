"""The fields of a schema, one value for each, in the order in which people write them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

type Schema = dict[str, Any]  # Any: JSON Schema


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a resource.

    Attributes:
        path: Its path, such as ``spec.env[].name``.
        schema: What the schema says of it.
        required: Whether it must be there when what it is in is there.
    """

    path: str
    schema: Schema
    required: bool

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]

    @property
    def children(self) -> tuple["Field", ...]:
        """The fields of the object, or of the objects in the list."""
        item = self.schema.get("items", self.schema)
        path = f"{self.path}[]" if "items" in self.schema else self.path
        required = item.get("required", ())
        return tuple(
            Field(f"{path}.{name}", schema, name in required) for name, schema in item.get("properties", {}).items()
        )

    @property
    def descendants(self) -> Iterator["Field"]:
        """The fields in it at any depth, each before its own."""
        for child in self.children:
            yield child
            yield from child.descendants

    @property
    def is_part(self) -> bool:
        """Whether it has so much in it that it is described in a section of its own."""
        return len(self.children) > 2 or any(child.children for child in self.children)

    @property
    def rules(self) -> tuple[dict[str, str], ...]:
        """The rules that the API server holds it, or each element of the list, to."""
        own = self.schema.get("x-kubernetes-validations", ())
        return (*own, *self.schema.get("items", {}).get("x-kubernetes-validations", ()))


def fields_of(root: Schema, name: str) -> Field:
    """Return a field of the whole resource: ``spec`` or ``status``."""
    return Field(name, root["properties"][name], name in root.get("required", ()))

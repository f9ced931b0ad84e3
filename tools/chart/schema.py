"""The schema of the chart's values, as it is written."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

CHART: Final = Path(__file__).resolve().parents[2] / "charts/fairlead"
"""The chart."""
SOURCE: Final = CHART / "values.schema.yaml"
"""Where the schema is written."""
_DEFINITIONS: Final = "#/definitions/"

type Schema = dict[str, Any]  # Any: JSON Schema


@dataclass(frozen=True, slots=True)
class Value:
    """One value that can be set, or a part with values in it.

    Attributes:
        path: Its name, with those of the parts that it is in.
        schema: Its own schema, without references.
        depth: How many parts it is in.
    """

    path: str
    schema: Schema
    depth: int

    @property
    def name(self) -> str:
        """Its last name."""
        return self.path.rpartition(".")[2]

    @property
    def is_part(self) -> bool:
        """Whether it only holds other values."""
        return "properties" in self.schema

    @property
    def default(self) -> Any:  # Any: a value of whatever type
        """What it is when nobody sets it."""
        return self.schema["default"]


def source() -> Schema:
    """Return the schema as it is written."""
    written: Schema = yaml.safe_load(SOURCE.read_text())
    return written


def values(schema: Schema) -> Iterator[Value]:
    """Yield every value in the order of the schema, each part before what is in it."""
    yield from _within(schema, schema["definitions"], "", 0)


def schema_json() -> str:
    """Return the schema as Helm reads it."""
    return json.dumps(source(), indent=2) + "\n"


def _within(part: Schema, definitions: Schema, path: str, depth: int) -> Iterator[Value]:
    for name, written in part["properties"].items():
        value = Value(f"{path}{name}", _resolved(written, definitions), depth)
        yield value
        if value.is_part:
            yield from _within(value.schema, definitions, f"{value.path}.", depth + 1)


def _resolved(written: Schema, definitions: Schema) -> Schema:
    reference: str | None = written.get("$ref")
    found: Schema = definitions[reference.removeprefix(_DEFINITIONS)] if reference else written
    return found

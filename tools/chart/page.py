"""The reference of the chart's values in Markdown."""

import json
from collections.abc import Iterator
from typing import Final

from tools.chart.schema import Schema, Value, source, values
from tools.reference.markdown import code, table

_HEAD: Final = ("value", "type", "default", "what it is")
_INTRODUCTION: Final = """\
<!-- Generated from charts/fairlead/values.schema.yaml by `make gen`; do not edit. -->
# Values of the chart

What can be set with `--set` or in a file for `--values`; an unknown value is refused. How to install with them is in
[install](../install.md).
"""
_LIMITS: Final = {"minimum": "at least", "maximum": "at most"}


def page() -> str:
    """Return the page: a table for what is in no part, then a section for each part."""
    found = list(values(source()))
    alone = [value for value in found if value.depth == 0 and not value.is_part]
    pieces = [_INTRODUCTION, _table(alone)]
    for part in (value for value in found if value.depth == 0 and value.is_part):
        inside = [value for value in found if value.path.startswith(f"{part.path}.") and not value.is_part]
        pieces += [f"## {part.path}\n", f"{part.schema['description']}\n", _table(inside)]
    return "\n".join(pieces)


def _table(rows: list[Value]) -> str:
    return table(_HEAD, ((code(row.path), _type(row.schema), _default(row), _text(row.schema)) for row in rows))


def _type(schema: Schema) -> str:
    if choices := schema.get("enum"):
        return ", ".join(map(code, choices))
    limits = ", ".join(f"{word} {schema[key]}" for key, word in _LIMITS.items() if key in schema)
    return f"{schema['type']}, {limits}" if limits else str(schema["type"])


def _default(row: Value) -> str:
    return "" if row.default in ("", [], {}) else code(json.dumps(row.default))


def _text(schema: Schema) -> str:
    return "".join(_sentences(schema))


def _sentences(schema: Schema) -> Iterator[str]:
    yield schema["description"]
    if pattern := schema.get("pattern"):
        yield f" Pattern: {code(pattern)}."

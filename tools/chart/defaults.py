"""The file values.yaml: every value with its default and what it is."""

import textwrap
from collections.abc import Iterator
from typing import Any, Final

import yaml

from tools.chart.schema import Value, source, values

_HEADER: Final = "# Generated from values.schema.yaml by `make gen`; do not edit.\n"
_WIDTH: Final = 110
_INDENT: Final = "  "


def values_yaml() -> str:
    """Return the file."""
    return _HEADER + "".join(line for value in values(source()) for line in _lines(value))


def _lines(value: Value) -> Iterator[str]:
    margin = _INDENT * value.depth
    if value.depth == 0:
        yield "\n"
    for line in textwrap.wrap(value.schema["description"], _WIDTH - len(margin)):
        yield f"{margin}# {line}\n"
    if value.is_part:
        yield f"{margin}{value.name}:\n"
    else:
        yield textwrap.indent(_setting(value.name, value.default), margin)


def _setting(name: str, default: Any) -> str:  # Any: a value of whatever type
    return yaml.safe_dump({name: default}, sort_keys=False, width=_WIDTH)

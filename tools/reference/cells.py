"""What stands in the cells of a table about a field."""

import json
import re
from typing import Final

from tools.reference.fields import Field, Schema
from tools.reference.markdown import code

MOST_LISTED: Final = 6
"""So many choices stand in a cell; more of them stand below the table."""
NOTHING: Final = ""
_BETWEEN: Final = re.compile(r"self >= (\d+) && self <= (\d+)")
_INT_OR_STRING: Final = "x-kubernetes-int-or-string"


def type_of(schema: Schema) -> str:
    """Return a type in words: ``list of string``."""
    if schema.get(_INT_OR_STRING):
        return "quantity"
    if "items" in schema:
        return f"list of {type_of(schema['items'])}"
    if "additionalProperties" in schema:
        return f"map of {type_of(schema['additionalProperties'])}"
    return str(schema["type"])


def default_of(field: Field) -> str:
    """Return the default; an object's own fields have theirs."""
    if field.required:
        return "required"
    if "default" not in field.schema or (field.children and field.schema["type"] == "object"):
        return NOTHING
    default = field.schema["default"]
    return code(default if isinstance(default, str) else json.dumps(default).replace('"', ""))


def choices_of(field: Field) -> tuple[str, ...]:
    """Return the values that it, or each element, may have; nothing where any will do."""
    schema = field.schema.get("items", field.schema)
    return tuple(schema.get("enum", ()))


def limits_of(field: Field) -> str:
    """Return the limits that can be said in a word or two; sentences stand among the rules."""
    said = [*_range(field), *_sizes(field)]
    choices = choices_of(field)
    if choices:
        said.append(", ".join(map(code, choices)) if len(choices) <= MOST_LISTED else "see below")
    return "; ".join(said) or NOTHING


def _range(field: Field) -> list[str]:
    found = (_BETWEEN.fullmatch(rule["rule"]) for rule in field.rules)
    return [f"{match[1]} to {match[2]}" for match in found if match]


def _sizes(field: Field) -> list[str]:
    longest, most = field.schema.get("maxLength"), field.schema.get("maxItems")
    return [
        *([f"at most {longest} characters"] if longest else []),
        *([f"at most {most} elements"] if most else []),
    ]

"""Rules of the specification: each is one sentence, told to the API server in CEL and checked here in Python."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

VALIDATIONS: Final = "x-kubernetes-validations"
"""Where a schema keeps its CEL rules."""
BROKEN: Final = "rules_broken"
"""The type of the pydantic error that names broken rules; its context has them under ``broken``."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule about a field or about an object's fields together.

    Attributes:
        cel: The rule for the API server, about ``self``.
        message: What a person reads when it is broken: the same sentence from the API server and from the command.
        holds: The rule in Python, about the same value.
        field: Name of the field of the object that the fault is shown at; the value itself without one.
    """

    cel: str
    message: str
    holds: Callable[[Any], bool]  # Any: each rule knows the type of the value that it is about
    field: str | None = None

    def as_validation(self) -> dict[str, str]:
        """Return the rule as an entry of ``x-kubernetes-validations``."""
        where = {"fieldPath": f".{self.field}"} if self.field else {}
        return {"rule": self.cel, "message": self.message, **where}


class Rules:
    """Annotates a field's type with rules: all of them are checked, and all of them stand in the schema."""

    def __init__(self, *rules: Rule) -> None:
        self.rules = rules

    def check[T](self, value: T) -> T:
        """Return the value.

        Raises:
            PydanticCustomError: rules are broken; its context names their fields and sentences.
        """
        broken = [(rule.field, rule.message) for rule in self.rules if not rule.holds(value)]
        if broken:
            raise PydanticCustomError(BROKEN, "breaks a rule", {"broken": broken})
        return value

    # Any: pydantic's own signature of this hook.
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(schema), VALIDATIONS: [rule.as_validation() for rule in self.rules]}


def between(lowest: int, highest: int, why: str) -> Rules:
    """Return the rule that a number lies between two bounds, both included; ``why`` ends its sentence."""
    return Rules(
        Rule(
            f"self >= {lowest} && self <= {highest}",
            f"must be between {lowest} and {highest}: {why}",
            lambda value: lowest <= value <= highest,
        )
    )


def matching(pattern: str, message: str) -> Rule:
    """Return the rule that a text matches a pattern, which must mean the same to Python and to RE2."""
    quoted = pattern.replace("\\", "\\\\").replace("'", "\\'")
    return Rule(f"self.matches('{quoted}')", message, lambda text: re.search(pattern, text) is not None)

"""Reads a BotDeployment from a document, and says in sentences what is wrong with it."""

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from fairlead_operator.model.resource import BotDeployment
from fairlead_operator.model.rules import BROKEN
from fairlead_shared.errors import ConfigurationError

_TYPES: Final = {
    "string_type": "string",
    "int_type": "integer",
    "int_from_float": "integer",
    "bool_type": "boolean",
    "tuple_type": "array",
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
}


def parse_bot_deployment(document: object, *, source: str) -> BotDeployment:
    """Return the BotDeployment that a document (read from YAML, or from the API server) describes.

    A field whose value is null counts as absent, as it does for the API server.

    Args:
        document: The document.
        source: Where it is from, for the message: the name of a file.

    Raises:
        ConfigurationError: one message that names every wrong field by its path.
    """
    if not isinstance(document, Mapping):
        raise ConfigurationError(f"{source} is not a BotDeployment: it has no fields")
    try:
        return BotDeployment.model_validate_json(json.dumps(_without_nulls(document), default=str))
    except ValidationError as error:
        faults = sorted({fault for details in error.errors() for fault in _sentences(details)})
        raise ConfigurationError(f"{source} is not a valid BotDeployment:\n  " + "\n  ".join(faults)) from None


def _without_nulls(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_without_nulls(item) for item in value]
    return value


def _sentences(details: ErrorDetails) -> Iterator[str]:
    path, kind = _path(details["loc"]), details["type"]
    context = details.get("ctx", {})
    if kind == BROKEN:
        for field, message in context["broken"]:
            yield f"{_path((*details['loc'], field)) if field else path}: {message}"
    elif kind == "extra_forbidden":
        yield f"{path}: unknown field{_suggestion(str(details['loc'][-1]), _fields_beside(details['loc']))}"
    elif kind == "missing":
        yield f"{path}: Required value"
    elif kind in _TYPES:
        yield f"{path}: must be of type {_TYPES[kind]}"
    elif kind in {"enum", "literal_error"}:
        allowed = [choice.strip("'") for choice in str(context["expected"]).replace(" or ", ", ").split(", ")]
        given = str(details["input"])
        listed = ", ".join(f'"{choice}"' for choice in allowed)
        yield f'{path}: Unsupported value: "{given}"{_suggestion(given, allowed)}: supported values: {listed}'
    elif kind == "string_too_long":
        yield f"{path}: Too long: may not be more than {context['max_length']} bytes"
    elif kind == "too_long":
        yield f"{path}: Too many: must have at most {context['max_length']} items"
    else:
        yield f"{path}: {details['msg'].removeprefix('Value error, ')}"


def _path(location: tuple[int | str, ...]) -> str:
    """Return a field's path as the API server writes it: ``spec.env[0].name``."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return path.removeprefix(".")


def _suggestion(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f' (did you mean "{close[0]}"?)' if close else ""


def _fields_beside(location: tuple[int | str, ...]) -> list[str]:
    """Return the names of the fields that exist where an unknown one was found."""
    model: type[BaseModel] = BotDeployment
    for part in location[:-1]:
        if isinstance(part, str):
            field = next(field for field in model.model_fields.values() if part in (field.alias, None))
            model = next(_models_in(field.annotation))
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # Any: whatever a field is annotated with
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)

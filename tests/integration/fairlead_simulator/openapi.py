"""Checks answers against Discord's own OpenAPI document, where a developer has it.

Set FAIRLEAD_DISCORD_OPENAPI to the path of `openapi.json` of https://github.com/discord/discord-api-spec.
"""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DOCUMENT = "urn:discord"


def check(method: str, path: str, status: int, body: object) -> None:
    """Fail when Discord would not answer so; without the document, and for routes that it leaves out, nothing fails."""
    location = os.environ.get("FAIRLEAD_DISCORD_OPENAPI")
    if location is None:
        return
    found = _responses(location, method.lower(), path.partition("?")[0])
    if found is None:
        return
    template, responses = found
    name = next((known for known in (str(status), f"{status // 100}XX") if known in responses), None)
    assert name is not None, f"{method} {template} does not answer {status}, but {sorted(responses)}"
    pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in ("paths", template, method.lower()))
    _check_body(location, responses[name], f"{DOCUMENT}#/{pointer}/responses/{name}", body)


def _check_body(location: str, response: dict[str, Any], at: str, body: object) -> None:
    if "$ref" in response:
        at = DOCUMENT + response["$ref"]
        response = _document(location)["components"]["responses"][at.rpartition("/")[2]]
    if not response.get("content"):
        assert body is None, f"{at} has no body, but the answer is {body}"
        return
    if "application/json" not in response["content"]:
        return
    validator = _validator(location, f"{at}/content/application~1json/schema")
    mistakes = [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(body)]
    assert not mistakes, f"{at}: {mistakes}"


@cache
def _document(location: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(Path(location).read_text())
    # The document says that the code of a field's mistake is a number; Discord's reference and answers have a name.
    mistake = {"properties": {"code": {"type": "string"}, "message": {"type": "string"}}, "required": ["code"]}
    document["components"]["schemas"]["InnerErrors"]["properties"]["_errors"]["items"] = mistake
    return document


@cache
def _registry(location: str) -> Registry[Any]:
    resource: Resource[Any] = DRAFT202012.create_resource(_document(location))
    registry: Registry[Any] = Registry().with_resource(DOCUMENT, resource)
    return registry


@cache
def _validator(location: str, schema: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": schema}, registry=_registry(location))


@cache
def _templates(location: str) -> list[tuple[re.Pattern[str], str]]:
    paths = sorted(_document(location)["paths"], key=lambda path: (path.count("{"), path))
    return [(re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))), path) for path in paths]


def _responses(location: str, method: str, path: str) -> tuple[str, dict[str, Any]] | None:
    for pattern, template in _templates(location):
        if pattern.fullmatch(path):
            operation = _document(location)["paths"][template].get(method)
            return None if operation is None else (template, operation["responses"])
    return None

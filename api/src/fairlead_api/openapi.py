"""The description of the API: what FastAPI knows of routes, and what it does not know of errors and of signing in."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from fairlead_api.access.policy import policies_of
from fairlead_api.etags import PreconditionFailedError, PreconditionRequiredError
from fairlead_api.middleware.cross_site import HEADER, SAFE_METHODS
from fairlead_api.problems.model import PROBLEM_TYPE, FieldFault, Problem
from fairlead_api.routes import api_routes
from fairlead_api.sessions.cookies import cookies
from fairlead_shared import errors

type Document = dict[str, Any]  # Any: OpenAPI is JSON

_REFERENCE = "#/components/schemas/Problem"
_TITLES = {
    400: "The body is no JSON.",
    401: errors.AuthenticationError.title,
    403: errors.AuthorizationError.title,
    404: errors.NotFoundError.title,
    409: errors.ConflictError.title,
    412: PreconditionFailedError.title,
    413: "The body is too large.",
    422: errors.ValidationFailedError.title,
    428: PreconditionRequiredError.title,
    429: errors.RateLimitedError.title,
    502: errors.DiscordError.title,
    503: "Something that the API needs is not available.",
}


def describe(app: FastAPI) -> Document:
    """Return the OpenAPI document of an application."""
    document: Document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    schemas: Document = document.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for model in (Problem, FieldFault):
        schemas[model.__name__] = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas[model.__name__].pop("$defs", None)
    document["components"]["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": cookies(secure=True).session.name},
        "key": {"type": "http", "scheme": "bearer"},
    }
    for route in filter(lambda route: route.include_in_schema, api_routes(app)):
        for method in route.methods or ():
            _complete(document["paths"][route.path_format][method.lower()], route, method)
    return document


def _complete(operation: Document, route: APIRoute, method: str) -> None:
    policies = policies_of(route)
    answers: Document = operation["responses"]
    statuses = {status for policy in policies for status in policy.statuses}
    statuses |= {int(status) for status, answer in answers.items() if status >= "400" and "content" not in answer}
    if "422" in answers:
        statuses.add(422)
    if "requestBody" in operation:
        statuses.add(400)
    if method not in SAFE_METHODS:
        statuses |= {403, 413}
        operation.setdefault("parameters", []).append(
            {
                "name": HEADER,
                "in": "header",
                "required": False,
                "description": "Any value; required of browsers, which send no Authorization header.",
                "schema": {"type": "string"},
            }
        )
    events = answers.get("200", {}).get("content", {}).get("text/event-stream", {}).get("schema", {})
    if "$ref" in events:
        del events["type"]  # of the stream as text; the reference is what each of its events carries
    for status in sorted(statuses):
        answers[str(status)] = {
            "description": _TITLES[status],
            "content": {PROBLEM_TYPE: {"schema": {"$ref": _REFERENCE}}},
        }
    if not all(policy.open_to_all for policy in policies):
        operation["security"] = [{"session": []}, {"key": []}]

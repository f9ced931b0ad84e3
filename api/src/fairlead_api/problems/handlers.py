"""Turns every error that a route or the framework raises into a problem document."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from fairlead_api.metrics import ApiMetrics
from fairlead_api.problems.model import Fault, FieldFault, InvalidFieldsError, fault_of, problem_response
from fairlead_api.routes import api_routes
from fairlead_shared.errors import FairleadError, NotFoundError
from fairlead_shared.logging import get_logger

_CODES: Final = {
    HTTPStatus.BAD_REQUEST: "bad_request",
    HTTPStatus.NOT_FOUND: NotFoundError.code,
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported_media_type",
}
_DETAILS: Final = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not know this method; Allow names those that it knows.",
}

_logger = get_logger("problems")

type _Handler = Callable[[Request, Exception], Awaitable[Response]]

_DENIALS: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS})


def install(app: FastAPI, metrics: ApiMetrics) -> None:
    """Have an application answer with problem documents, and count refusals."""

    async def domain(_request: Request, error: Exception) -> Response:
        assert isinstance(error, FairleadError)
        if error.status in _DENIALS:
            metrics.denied(error.code)
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _logger.warning("request failed", code=error.code, reason=str(error), details=dict(error.details))
        return problem_response(fault_of(error))

    handlers: dict[type[Exception], _Handler] = {
        FairleadError: domain,
        HTTPException: _http,
        RequestValidationError: _validation,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    code = _CODES.get(status, status.name.lower())
    detail = _DETAILS.get(status, str(error.detail))
    headers = dict(error.headers or {})
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        # The framework names the methods of the first route of this address alone.
        headers["Allow"] = ", ".join(sorted(_methods_at(request)))
    return problem_response(Fault(status, code, status.phrase, detail, tuple(headers.items())))


def _methods_at(request: Request) -> set[str]:
    return {
        method
        for route in api_routes(request.app)
        if route.path_regex.match(request.url.path)
        for method in route.methods or ()
    }


async def _validation(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # What was sent is not repeated: it may be a secret, and it may be large.
    faults = [
        FieldFault(
            field=".".join(str(part) for part in fault["loc"]),
            code=fault["type"],
            message=fault["msg"].removeprefix("Value error, "),
        )
        for fault in error.errors()
    ]
    return problem_response(fault_of(InvalidFieldsError(faults)))

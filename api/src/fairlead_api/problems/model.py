"""The form of an error."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar, Final

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from fairlead_shared.errors import FairleadError, ValidationFailedError
from fairlead_shared.logging import correlation_id

PROBLEM_TYPE: Final = "application/problem+json"
"""The media type of an error."""
RETRY_SECONDS: Final = 5
"""When to try again what failed because something we need is away."""


class FieldFault(BaseModel):
    """What is wrong with one field of a request."""

    model_config = ConfigDict(frozen=True)

    field: str = Field(description="Where it is, such as `body.user_id` or `path.guild_id`.")
    code: str = Field(description="What is wrong, for programs.")
    message: str = Field(description="What is wrong, for people.")


class InvalidFieldsError(ValidationFailedError):
    """Fields of a request do not fit.

    Attributes:
        faults: What is wrong with each.
    """

    def __init__(self, faults: Sequence[FieldFault]) -> None:
        named = ", ".join(dict.fromkeys(fault.field for fault in faults))
        super().__init__(f"These fields do not fit: {named}." if named else "The request does not fit.")
        self.faults = tuple(faults)


class Problem(BaseModel):
    """An error. Programs decide by `code`; `detail` is for people and may change."""

    model_config = ConfigDict(frozen=True)

    type: str = Field(description="The code as a URI.", examples=["urn:fairlead:problem:not_found"])
    title: str
    status: int
    detail: str
    code: str = Field(description="What kind of error it is; never changes.", examples=["not_found"])
    request_id: str = Field(description="Names the request in our logs; the same as the header X-Request-ID.")
    errors: list[FieldFault] | None = Field(default=None, description="What is wrong with each field.")


class ProblemResponse(Response):
    """An answer that is an error."""

    media_type = PROBLEM_TYPE


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong, before it is written for a request.

    Attributes:
        status: HTTP status.
        code: Stable name for programs.
        title: What kind of error it is.
        detail: What went wrong this time.
        headers: Headers that belong to it.
        errors: What is wrong with each field.
    """

    status: int
    code: str
    title: str
    detail: str
    headers: tuple[tuple[str, str], ...] = ()
    errors: tuple[FieldFault, ...] = ()

    UNKNOWN: ClassVar[str] = "The error is in our logs under this request id."


def fault_of(error: FairleadError) -> Fault:
    """Describe a domain error; what happened inside of us stays inside."""
    headers: list[tuple[str, str]] = []
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers.append(("WWW-Authenticate", 'Bearer realm="fairlead"'))
    retry_after = error.details.get("retry_after")
    if isinstance(retry_after, int):
        headers.append(("Retry-After", str(retry_after)))
    elif error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append(("Retry-After", str(RETRY_SECONDS)))
    etag = error.details.get("etag")
    if isinstance(etag, str):
        headers.append(("ETag", etag))
    faults = error.faults if isinstance(error, InvalidFieldsError) else ()
    detail = str(error) if error.status < HTTPStatus.INTERNAL_SERVER_ERROR else error.title + "."
    return Fault(error.status, error.code, error.title, detail, tuple(headers), faults)


def internal_fault() -> Fault:
    """Describe an error that nobody expected."""
    return Fault(500, FairleadError.code, FairleadError.title, Fault.UNKNOWN)


def problem_response(fault: Fault) -> ProblemResponse:
    """Write an error for the request that is being answered."""
    problem = Problem(
        type=f"urn:fairlead:problem:{fault.code}",
        title=fault.title,
        status=fault.status,
        detail=fault.detail,
        code=fault.code,
        request_id=correlation_id() or "",
        errors=list(fault.errors) or None,
    )
    body = json.dumps(problem.model_dump(exclude_none=True), ensure_ascii=False)
    return ProblemResponse(body, fault.status, headers=dict(fault.headers))

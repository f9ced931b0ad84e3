"""Changes that hold only for what their author saw (RFC 9110, sections 8.8.3 and 13.1.1; RFC 6585, section 3)."""

import hashlib
import re
from typing import Annotated, Any, Final

from fastapi import Header
from pydantic import BaseModel

from fairlead_shared.errors import FairleadError

_TAG: Final = re.compile(r'(?:W/)?"[^"]*"')
WITH_ETAG: Final[dict[int | str, dict[str, Any]]] = {  # Any: FastAPI's own type
    200: {"headers": {"ETag": {"description": "Names this state, for If-Match.", "schema": {"type": "string"}}}}
}
"""What routes say of their answers."""
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The ETag of the state that the change was made for; 428 without."),
]
"""The header of a change."""


class PreconditionRequiredError(FairleadError):
    """A change does not say for which state it was made."""

    code = "precondition_required"
    status = 428
    title = "The request has to say which state it changes"


class PreconditionFailedError(FairleadError):
    """A change was made for another state; ``details["etag"]`` names the present one."""

    code = "precondition_failed"
    status = 412
    title = "Somebody changed it in the meantime"


def etag_of(state: BaseModel) -> str:
    """Return the strong ETag of what is answered."""
    return f'"{hashlib.sha256(state.model_dump_json().encode()).hexdigest()[:32]}"'


def require_match(if_match: str | None, present: str) -> None:
    """Let a change pass that was made for the present state, or for any (``*``). Weak ETags never match.

    Raises:
        PreconditionRequiredError: It does not say for which.
        PreconditionFailedError: It was made for another.
    """
    if if_match is None:
        raise PreconditionRequiredError("Send If-Match with the ETag of what you read.")
    if if_match.strip() != "*" and present not in _TAG.findall(if_match):
        raise PreconditionFailedError("This is not what you read any more. Read it again.", etag=present)

"""Bounds what a request may make the process read, whether or not the request says beforehand how large it is."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fairlead_api.problems.model import Fault, problem_response

CODE = "too_large"
_STATUS = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class BodyLimit:
    """Answers 413 to larger bodies."""

    def __init__(self, app: ASGIApp, *, largest: int) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced) > self._largest:
            await problem_response(too_large(self._largest))(scope, receive, send)
            return
        read = 0

        async def receiving() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._largest:
                # The one error that FastAPI lets through while it reads a body.
                raise HTTPException(_STATUS, too_large(self._largest).detail)
            return message

        await self._app(scope, receiving, send)


def too_large(largest: int) -> Fault:
    """Describe a body that has more than so many bytes."""
    return Fault(_STATUS, CODE, "The request is too large", f"A request may have {largest} bytes.")

"""Answers where nobody expected an error."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fairlead_api.problems.model import internal_fault, problem_response
from fairlead_shared.logging import get_logger

_logger = get_logger("app")


class UnexpectedErrors:
    """Logs what no handler knows, and says no more than that it happened."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception:
            _logger.exception("request failed unexpectedly", path=scope["path"])
            if started:
                raise  # the server cuts the connection, so that nobody takes half an answer for a whole one
            await problem_response(internal_fault())(scope, receive, send)

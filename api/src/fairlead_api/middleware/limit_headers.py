"""Tells each client how much of its limits is left."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fairlead_api.rate_limits.headers import limit_headers
from fairlead_api.rate_limits.request import verdict_in


class LimitHeaders:
    """Adds the headers of the limits that a request was counted in; errors have them too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and (verdict := verdict_in(scope)) is not None:
                MutableHeaders(scope=message).update(limit_headers(verdict))
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)

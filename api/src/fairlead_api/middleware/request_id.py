"""Names each request: by what the client says, or anew."""

import re
import secrets
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from fairlead_api.middleware.headers import with_headers
from fairlead_shared.logging import bind_correlation

HEADER: Final = "X-Request-ID"
"""Says which request this is; goes on to the logs and to everything that the request causes."""
_FORM: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestIds:
    """Binds the id of each request and returns it; an id that could break a log line is replaced."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        with bind_correlation(given if _FORM.fullmatch(given) else secrets.token_hex(16)) as request_id:
            await self._app(scope, receive, with_headers(send, {HEADER: request_id}))

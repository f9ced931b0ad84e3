"""Headers that tell browsers what answers of the API are not: pages, scripts, frames, things to keep.

Source: the OWASP REST security cheat sheet
"""

from types import MappingProxyType
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from fairlead_api.middleware.headers import with_headers

SECURITY_HEADERS: Final = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
)
"""What every answer says."""
TRANSPORT_HEADER: Final = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
"""What every answer says where the API is reached over TLS."""


class SecurityHeaders:
    """Adds the headers to every answer, errors included."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers = {**SECURITY_HEADERS, **dict([TRANSPORT_HEADER] if secure else [])}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        answer = with_headers(send, self._headers) if scope["type"] == "http" else send
        await self._app(scope, receive, answer)

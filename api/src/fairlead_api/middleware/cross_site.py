"""Refuses what a page of somebody else has a user's browser do (CSRF).

A request that changes something passes if the browser says that it comes from a page of ours, and only if it carries a
header that a form cannot send and a script of another origin may not. SameSite=Lax of the cookie is the third wall.
Requests with an Authorization header pass: browsers add none by themselves, and the session's cookie is ignored then.

Source: the OWASP CSRF prevention cheat sheet; Fetch Metadata Request Headers (W3C)
"""

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from fairlead_api.metrics import ApiMetrics
from fairlead_api.problems.model import fault_of, problem_response
from fairlead_shared.errors import AuthorizationError
from fairlead_shared.logging import get_logger

HEADER: Final = "X-Fairlead-Request"
"""What every request of a browser that changes something has to carry, with any value."""
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110)."""

_logger = get_logger("cross_site")


class CrossSiteError(AuthorizationError):
    """A request that changes something does not come from a page of ours."""

    code = "cross_site"
    title = "The request does not come from the dashboard"


class CrossSiteGuard:
    """Stands before every route, so that none can be forgotten."""

    def __init__(self, app: ASGIApp, *, trusted: frozenset[str], metrics: ApiMetrics) -> None:
        self._app = app
        self._trusted = trusted
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        reason = self._refusal(scope) if scope["type"] == "http" else None
        if reason is None:
            await self._app(scope, receive, send)
            return
        _logger.warning("request from another site refused", reason=reason, path=scope["path"])
        self._metrics.denied(CrossSiteError.code)
        await problem_response(fault_of(CrossSiteError(reason)))(scope, receive, send)

    def _refusal(self, scope: Scope) -> str | None:
        if scope["method"] in SAFE_METHODS:
            return None
        headers = Headers(scope=scope)
        if "authorization" in headers:
            return None
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin is None and site != "same-origin":
            return "The request does not say which page it comes from (Origin)."
        if origin is not None and origin.lower() not in self._trusted:
            return "The request comes from a page of another origin."
        if not headers.get(HEADER):
            return f"The request lacks the header {HEADER}."
        return None

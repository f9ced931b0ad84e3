"""Counts and logs each request by the template of its route: ids would make as many series as there are guilds."""

import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fairlead_api.metrics import ApiMetrics
from fairlead_shared.logging import get_logger

SLOW_SECONDS: Final = 1.0
"""From when on a request is logged as slow."""
PROBES: Final = frozenset({"/livez", "/readyz", "/metrics", "/health"})
"""Asked so often that their entries would hide the others."""
UNKNOWN: Final = "unknown"
"""The template of addresses, and the name of methods, that the API does not know."""
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_logger = get_logger("requests")


class RequestLog:
    """Writes one entry and one count for each request."""

    def __init__(self, app: ASGIApp, *, metrics: ApiMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, seconds = 500, None
        began = time.perf_counter()

        async def sending(message: Message) -> None:
            nonlocal status, seconds
            if message["type"] == "http.response.start":
                # A stream lasts; it was as fast as its answer began.
                status, seconds = message["status"], time.perf_counter() - began
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            seconds = time.perf_counter() - began if seconds is None else seconds
            route = route_template(scope)
            method = scope["method"] if scope["method"] in _METHODS else UNKNOWN
            self._metrics.answered(route, method, status, seconds)
            log = _logger.debug if route in PROBES else _logger.info
            if seconds >= SLOW_SECONDS:
                log = _logger.warning
            log("request", route=route, method=method, status=status, duration_ms=round(seconds * 1000, 1))


def route_template(scope: Scope) -> str:
    """Return the path of the route that answered, with names instead of ids."""
    path: object = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else UNKNOWN

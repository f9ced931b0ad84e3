"""Faults on HTTP requests: what a client gets instead of the REST API's answer or of a gateway connection."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

from fairlead_simulator.faults.board import Faults
from fairlead_simulator.faults.model import Fault, FaultKind
from fairlead_simulator.responses import reply

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_REST = "/api/v10"
_CONTROL = "/_sim"


def faulty(faults: Faults) -> Middleware:
    """Make the middleware that lets faults happen to requests; the control API is spared."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        address, path = request.remote or "", request.path
        if path.startswith(_CONTROL):
            return await handler(request)
        if path.startswith(_REST):
            fault = faults.on_request(address, path.removeprefix(_REST))
        else:
            fault = faults.refusal_of(address)
        return await handler(request) if fault is None else await _answer(request, fault)

    return middleware


async def _answer(request: web.Request, fault: Fault) -> web.StreamResponse:
    match fault.kind:
        case FaultKind.RATE_LIMIT:
            return _rate_limited(fault)
        case FaultKind.TIMEOUT:
            await asyncio.sleep(fault.delay)
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=504)
        case _:
            return web.Response(status=fault.status, text="upstream connect error or disconnect/reset before headers")


def _rate_limited(fault: Fault) -> web.Response:
    """Answer as Discord does, with the header by which clients tell it from Cloudflare's answer."""
    everywhere = fault.scope == "global"
    answer = reply({"message": "You are being rate limited.", "retry_after": fault.delay, "global": everywhere}, 429)
    answer.headers.update(
        {
            "Via": "1.1 fairlead-sim",
            "Retry-After": str(max(1, round(fault.delay))),
            "X-RateLimit-Scope": fault.scope,
        }
    )
    if everywhere:
        answer.headers["X-RateLimit-Global"] = "true"
    return answer

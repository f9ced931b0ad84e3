"""Holds clients to the rate limits, before anything else looks at their request.

Source: https://discord.com/developers/docs/topics/rate-limits
"""

from collections.abc import Awaitable, Callable

from aiohttp import web

from fairlead_simulator.responses import reply
from fairlead_simulator.rest.rates import RateLimits, Standing, bucket_name
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.violations import Rule

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_MAJOR = ("guild_id", "channel_id", "webhook_id", "webhook_token", "interaction_token")
_INVALID = frozenset({401, 403, 429})
_EXEMPT = ("/interactions/", "/webhooks/")
_BANNED = "<!doctype html><title>Access denied</title><p>error code: 1015: You are being rate limited.</p>"
_PROXY = {"Via": "1.1 google"}
"""Discord's own 429s come through its proxy; libraries tell them from Cloudflare's ban by this header."""


def limiting(simulation: Simulation, prefix: str) -> Callable[..., Awaitable[web.StreamResponse]]:
    """Return the middleware for the API that is mounted at a prefix."""
    limits = RateLimits()

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        now, address = simulation.clock.monotonic(), request.remote or ""
        banned_for = limits.banned_for(address, now)
        if banned_for > 0:
            simulation.violations.count(Rule.INVALID_REQUEST_LIMIT)
            headers = {"Retry-After": str(int(banned_for) + 1)}
            return web.Response(text=_BANNED, status=429, content_type="text/html", headers=headers)
        response = await _limited(simulation, limits, request, handler, prefix)
        if response.status in _INVALID and response.headers.get("X-RateLimit-Scope") != "shared":
            limits.note_invalid(address, now)
        return response

    return middleware


async def _limited(
    simulation: Simulation, limits: RateLimits, request: web.Request, handler: Handler, prefix: str
) -> web.StreamResponse:
    now = simulation.clock.monotonic()
    client = request.headers.get("Authorization") or request.remote or ""
    resource = request.match_info.route.resource
    path = "" if resource is None else resource.canonical.removeprefix(prefix)
    if not path.startswith(_EXEMPT):
        overall = limits.over_all(client, now)
        if not overall.allowed:
            simulation.violations.count(Rule.GLOBAL_RATE_LIMIT)
            return _refused(overall, "global", {"X-RateLimit-Global": "true"})
    if resource is None:
        return await handler(request)
    major = tuple(request.match_info[name] for name in _MAJOR if name in request.match_info)
    standing = limits.on_route(client, request.method, path, major, now)
    headers = standing.headers(bucket_name(request.method, path), simulation.clock.time())
    if not standing.allowed:
        simulation.violations.count(Rule.RATE_LIMIT)
        return _refused(standing, "user", headers)
    response = await handler(request)
    response.headers.update(headers)
    return response


def _refused(standing: Standing, scope: str, headers: dict[str, str]) -> web.Response:
    response = reply(standing.refusal(is_global=scope == "global"), 429)
    response.headers.update({**headers, **_PROXY, "X-RateLimit-Scope": scope, "Retry-After": standing.retry_after})
    return response

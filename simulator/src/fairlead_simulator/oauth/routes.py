"""Where OAuth2 is to be found: the page beside the API, the token endpoint in it, with and without its version."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from fairlead_simulator.oauth import authorise, tokens
from fairlead_simulator.simulation import Simulation

type OAuthAnswer = Callable[[Simulation, web.Request], Awaitable[web.Response]]

AUTHORISE_PATH = "/oauth2/authorize"
"""Where users are sent."""

_ROUTES: tuple[tuple[str, str, OAuthAnswer], ...] = (
    ("GET", AUTHORISE_PATH, authorise.show),
    ("POST", AUTHORISE_PATH, authorise.decide),
    ("POST", "/api/oauth2/token", tokens.token),
    ("POST", "/api/oauth2/token/revoke", tokens.revoke),
)
TOKEN_ROUTES: tuple[tuple[str, OAuthAnswer], ...] = (
    ("/oauth2/token", tokens.token),
    ("/oauth2/token/revoke", tokens.revoke),
)
"""The same endpoints inside the versioned API."""


def oauth_routes(simulation: Simulation) -> list[web.RouteDef]:
    """Return the routes to mount at the root."""
    return [web.route(method, path, answering(simulation, answer)) for method, path, answer in _ROUTES]


def answering(simulation: Simulation, answer: OAuthAnswer) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Bind an answer to a simulation, as a request handler."""

    async def handle(request: web.Request) -> web.Response:
        return await answer(simulation, request)

    return handle

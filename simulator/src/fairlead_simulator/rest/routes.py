"""All routes of the REST API, and how mistakes become Discord's errors."""

import re
from collections.abc import Awaitable, Callable

from aiohttp import web

from fairlead_simulator.body import BodyError
from fairlead_simulator.oauth.routes import TOKEN_ROUTES, answering
from fairlead_simulator.responses import reply
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.rest.limits import limiting
from fairlead_simulator.rest.table import ROUTES, Answer
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.violations import Rule

API_PATH = "/api/v10"
"""Where the API is mounted."""


def rest_application(simulation: Simulation) -> web.Application:
    """Build the REST API as an application to be mounted at its versioned path."""
    app = web.Application(middlewares=[limiting(simulation, API_PATH), _errors(simulation)])
    app.add_routes([web.post(path, answering(simulation, answer)) for path, answer in TOKEN_ROUTES])
    app.add_routes([web.route(method, path, _handler(simulation, answer)) for method, path, answer in ROUTES])
    return app


def _handler(simulation: Simulation, answer: Answer) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        return await answer(Call(request, simulation))

    return handle


def _errors(simulation: Simulation) -> Callable[..., Awaitable[web.StreamResponse]]:
    @web.middleware
    async def middleware(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        try:
            return await handler(request)
        except ApiError as error:
            return reply(error.payload(), error.status)
        except BodyError as error:
            simulation.violations.count(Rule.INVALID_BODY)
            refusal = ApiError(ErrorCode.INVALID_BODY, error)
            return reply(refusal.payload(), refusal.status)
        except web.HTTPRequestEntityTooLarge:
            return reply(ApiError(ErrorCode.TOO_LARGE).payload(), 413)
        except web.HTTPNotFound:
            path = re.sub(r"\d{2,}", "{id}", request.path.removeprefix(API_PATH))
            simulation.statistics.unknown_routes[f"{request.method} {path}"] += 1
            return reply(ApiError(ErrorCode.NO_SUCH_ROUTE).payload(), 404)
        except web.HTTPMethodNotAllowed:
            return reply(ApiError(ErrorCode.METHOD_NOT_ALLOWED).payload(), 405)

    return middleware

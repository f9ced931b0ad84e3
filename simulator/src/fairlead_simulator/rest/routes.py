"""All routes of the REST API, and how mistakes become Discord's errors."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from fairlead_simulator.body import BodyError
from fairlead_simulator.responses import reply
from fairlead_simulator.rest import applications, channels, commands, guilds, interactions, messages
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.violations import Rule

type Answer = Callable[[Call], Awaitable[web.Response]]

_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_REACTION = _MESSAGE + "/reactions/{emoji}"
_GLOBAL = "/applications/{application_id}/commands"
_IN_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
_WEBHOOK = "/webhooks/{application_id}/{interaction_token}"

_ROUTES: tuple[tuple[str, str, Answer], ...] = (
    ("GET", "/gateway", applications.gateway),
    ("GET", "/gateway/bot", applications.gateway_bot),
    ("GET", "/oauth2/applications/@me", applications.current_application),
    ("GET", "/applications/@me", applications.current_application),
    ("GET", "/users/@me/guilds", guilds.own_guilds),
    ("POST", "/users/@me/channels", channels.open_direct),
    ("GET", "/users/{user_id}", applications.user),
    ("GET", "/guilds/{guild_id}", guilds.guild),
    ("GET", "/guilds/{guild_id}/channels", guilds.channels),
    ("GET", "/guilds/{guild_id}/roles", guilds.roles),
    ("GET", "/guilds/{guild_id}/roles/{role_id}", guilds.role),
    ("GET", "/guilds/{guild_id}/members", guilds.members),
    ("GET", "/guilds/{guild_id}/members/{user_id}", guilds.member),
    ("GET", "/channels/{channel_id}", channels.channel),
    ("POST", "/channels/{channel_id}/typing", channels.typing),
    ("GET", "/channels/{channel_id}/messages", messages.listed),
    ("POST", "/channels/{channel_id}/messages", messages.create),
    ("GET", _MESSAGE, messages.get),
    ("PATCH", _MESSAGE, messages.edit),
    ("DELETE", _MESSAGE, messages.delete),
    ("GET", _REACTION, messages.reactors),
    ("PUT", _REACTION + "/@me", messages.react),
    ("DELETE", _REACTION + "/{user_id}", messages.take_back),
    *(
        route
        for place in (_GLOBAL, _IN_GUILD)
        for route in (
            ("GET", place, commands.listed),
            ("POST", place, commands.create),
            ("PUT", place, commands.overwrite),
            ("GET", place + "/{command_id}", commands.get),
            ("PATCH", place + "/{command_id}", commands.edit),
            ("DELETE", place + "/{command_id}", commands.delete),
        )
    ),
    ("POST", "/interactions/{interaction_id}/{interaction_token}/callback", interactions.callback),
    ("POST", _WEBHOOK, interactions.follow_up),
    ("GET", _WEBHOOK + "/messages/{message_id}", interactions.get),
    ("PATCH", _WEBHOOK + "/messages/{message_id}", interactions.edit),
    ("DELETE", _WEBHOOK + "/messages/{message_id}", interactions.delete),
)


def rest_application(simulation: Simulation) -> web.Application:
    """Build the REST API as an application to be mounted at its versioned path."""
    app = web.Application(middlewares=[_errors(simulation)])
    app.add_routes([web.route(method, path, _handler(simulation, answer)) for method, path, answer in _ROUTES])
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
        except web.HTTPNotFound:
            return reply(ApiError(ErrorCode.NO_SUCH_ROUTE).payload(), 404)
        except web.HTTPMethodNotAllowed:
            return reply(ApiError(ErrorCode.METHOD_NOT_ALLOWED).payload(), 405)

    return middleware

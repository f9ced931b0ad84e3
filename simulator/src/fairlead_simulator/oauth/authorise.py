"""The page on which a user lets an application act for them, and the way back to the application.

Source: https://discord.com/developers/docs/topics/oauth2#authorization-code-grant
"""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web
from yarl import URL

from fairlead_simulator.application import Application
from fairlead_simulator.body import BodyError, snowflake
from fairlead_simulator.oauth.grants import Challenge, Grant, Scope
from fairlead_simulator.oauth.page import consent_page, error_page
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.model import User

_SHOWN_USERS = 50


class AuthoriseError(Exception):
    """A request to authorise cannot be shown to a user; the message says why, as Discord's page does."""


@dataclass(frozen=True, slots=True)
class AuthoriseRequest:
    """What an application asks a user for.

    Attributes:
        application: Who asks.
        redirect_uri: Where the user is sent back to.
        scopes: What it asks for.
        state: What it gets back as it is.
        challenge: What it will have to prove when it exchanges the code.
    """

    application: Application
    redirect_uri: URL
    scopes: frozenset[Scope]
    state: str | None
    challenge: Challenge | None

    def back(self, **answer: str) -> URL:
        """Return the address that the user is sent back to with an answer."""
        state = {} if self.state is None else {"state": self.state}
        return self.redirect_uri.update_query({**answer, **state})


def parse(simulation: Simulation, query: Mapping[str, str]) -> AuthoriseRequest:
    """Read what an application asks for.

    Raises:
        AuthoriseError: A parameter is missing, unknown or not allowed for the application.
    """
    try:
        client_id = snowflake(query.get("client_id", ""), ("client_id",))
    except BodyError as error:
        raise AuthoriseError(f'Value "{query.get("client_id", "")}" is not snowflake.') from error
    application = simulation.applications.get(client_id)
    if application is None:
        raise AuthoriseError("Unknown Application")
    given = query.get("redirect_uri", "")
    allowed = application.redirect_uris
    redirect_uri = URL(given)
    if not redirect_uri.absolute or (allowed and given not in allowed):
        raise AuthoriseError("Invalid OAuth2 redirect_uri")
    if query.get("response_type") != "code":
        raise AuthoriseError("The simulator gives codes alone: response_type has to be code")
    return AuthoriseRequest(
        application, redirect_uri, _scopes(query.get("scope", "")), query.get("state"), _challenge(query)
    )


async def show(simulation: Simulation, request: web.Request) -> web.Response:
    """Show the page: who asks for what, and the users that one can be; `q` finds users by name."""
    try:
        asked = parse(simulation, request.query)
    except AuthoriseError as error:
        return error_page(str(error))
    return consent_page(asked.application.bot.username, asked.scopes, _users(simulation, asked, request), request.query)


async def decide(simulation: Simulation, request: web.Request) -> web.Response:
    """Send the user back with a code, or with the news that they do not want to; `user_id` says who they are."""
    try:
        asked = parse(simulation, request.query)
    except AuthoriseError as error:
        return error_page(str(error))
    form = await request.post()
    chosen = form.get("user_id")
    if not isinstance(chosen, str) or not chosen:
        denied = asked.back(error="access_denied", error_description="The resource owner denied the request")
        return web.Response(status=302, headers={"Location": str(denied)})
    user = simulation.world.users.get(int(chosen)) if chosen.isdigit() else None
    if user is None or user.bot:
        return error_page("Unknown User")
    now = simulation.clock.monotonic()
    grant = Grant(asked.application.id, user, asked.scopes, expires=now)
    code = simulation.grants.give_code(grant, str(asked.redirect_uri), asked.challenge, now)
    return web.Response(status=302, headers={"Location": str(asked.back(code=code))})


def _scopes(given: str) -> frozenset[Scope]:
    known = {scope.value for scope in Scope}
    names = given.split()
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise AuthoriseError(f"The requested scope is invalid, unknown, or malformed: {', '.join(unknown) or 'none'}.")
    return frozenset(Scope(name) for name in names)


def _challenge(query: Mapping[str, str]) -> Challenge | None:
    value = query.get("code_challenge")
    if value is None:
        return None
    method = query.get("code_challenge_method", "plain")
    if method not in {"plain", "S256"}:
        raise AuthoriseError("code_challenge_method has to be plain or S256")
    return Challenge(value, hashed=method == "S256")


def _users(simulation: Simulation, asked: AuthoriseRequest, request: web.Request) -> list[User]:
    wanted = request.query.get("q", "").lower()
    owners = (simulation.world.users[guild.owner_id] for guild in simulation.world.guilds.values())
    ordered = {user.id: user for user in (asked.application.owner, *owners, *simulation.world.users.values())}
    found = [user for user in ordered.values() if not user.bot and wanted in user.username.lower()]
    return found[:_SHOWN_USERS]

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
from fairlead_simulator.oauth.invitation import Invitation
from fairlead_simulator.oauth.page import consent_page, done_page, error_page, guild_page
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.model import Guild, User

_SHOWN_USERS = 50


class AuthoriseError(Exception):
    """A request to authorise cannot be shown to a user; the message says why, as Discord's page does."""


@dataclass(frozen=True, slots=True)
class AuthoriseRequest:
    """What an application asks a user for.

    Attributes:
        application: Who asks.
        redirect_uri: Where the user is sent back to; None, for a bot that is only to be added, is nowhere.
        scopes: What it asks for.
        state: What it gets back as it is.
        challenge: What it will have to prove when it exchanges the code.
        invitation: Where its bot is to be added, if that is asked for.
    """

    application: Application
    redirect_uri: URL | None
    scopes: frozenset[Scope]
    state: str | None
    challenge: Challenge | None
    invitation: Invitation | None

    def back(self, **answer: str) -> web.Response:
        """Send the user back with an answer, or say to them that this was all."""
        if self.redirect_uri is None:
            return done_page(self.application.bot.username, refused="error" in answer)
        state = {} if self.state is None else {"state": self.state}
        return web.Response(status=302, headers={"Location": str(self.redirect_uri.update_query({**answer, **state}))})


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
    scopes = _scopes(query.get("scope", ""))
    return AuthoriseRequest(
        application,
        _redirect_uri(application, scopes, query),
        scopes,
        query.get("state"),
        _challenge(query),
        _invitation(query) if Scope.BOT in scopes else None,
    )


async def show(simulation: Simulation, request: web.Request) -> web.Response:
    """Show the page: who asks for what, and the users that one can be; `q` finds users by name."""
    try:
        asked = parse(simulation, request.query)
    except AuthoriseError as error:
        return error_page(str(error))
    return consent_page(asked.application.bot.username, asked.scopes, _users(simulation, asked, request), request.query)


async def decide(simulation: Simulation, request: web.Request) -> web.Response:
    """Send the user back with a code, or with the news that they do not want to; `user_id` says who they are.

    Where a bot is to be added they choose a guild of theirs before, `guild_id`.
    """
    try:
        asked = parse(simulation, request.query)
    except AuthoriseError as error:
        return error_page(str(error))
    form = await request.post()
    chosen = form.get("user_id")
    if not isinstance(chosen, str) or not chosen:
        return asked.back(error="access_denied", error_description="The resource owner denied the request")
    user = simulation.world.users.get(int(chosen)) if chosen.isdigit() else None
    if user is None or user.bot:
        return error_page("Unknown User")
    if asked.invitation is None:
        return asked.back(code=_code(simulation, asked, user, None))
    return _add_bot(simulation, asked, asked.invitation, user, form.get("guild_id"))


def _add_bot(
    simulation: Simulation, asked: AuthoriseRequest, invitation: Invitation, user: User, wanted: object
) -> web.Response:
    """Add the bot to the guild that a user chose; let them choose one before."""
    guilds = {str(guild.id): guild for guild in invitation.choices(simulation, user)}
    if wanted is None:
        return guild_page(asked.application.bot.username, user, guilds.values())
    guild = guilds.get(str(wanted))
    if guild is None:
        return error_page("Unknown Guild")
    invitation.accept(simulation, asked.application, guild, user)
    code = _code(simulation, asked, user, guild)
    return asked.back(code=code, guild_id=str(guild.id), permissions=str(invitation.permissions))


def _code(simulation: Simulation, asked: AuthoriseRequest, user: User, guild: Guild | None) -> str:
    now = simulation.clock.monotonic()
    guild_id = None if guild is None else guild.id
    grant = Grant(asked.application.id, user, asked.scopes, expires=now, guild_id=guild_id)
    return simulation.grants.give_code(grant, str(asked.redirect_uri), asked.challenge, now)


def _redirect_uri(application: Application, scopes: frozenset[Scope], query: Mapping[str, str]) -> URL | None:
    """Return where the user is sent back to; adding a bot takes no way back."""
    given, kind, allowed = query.get("redirect_uri"), query.get("response_type"), application.redirect_uris
    if given is None and kind is None and Scope.BOT in scopes and scopes <= {Scope.BOT, Scope.COMMANDS}:
        return None
    address = URL(given or "")
    if not address.absolute or (allowed and given not in allowed):
        raise AuthoriseError("Invalid OAuth2 redirect_uri")
    if kind != "code":
        raise AuthoriseError("The simulator gives codes alone: response_type has to be code")
    return address


def _invitation(query: Mapping[str, str]) -> Invitation:
    try:
        return Invitation.parse(query)
    except BodyError as error:
        raise AuthoriseError(str(error)) from error


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

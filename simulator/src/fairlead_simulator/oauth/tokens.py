"""The token endpoint: exchanging codes, refreshing and revoking tokens. Its errors are OAuth2's, not Discord's.

Source: https://discord.com/developers/docs/topics/oauth2, RFC 6749 and RFC 7009
"""

import base64
import binascii
import hmac
from collections.abc import Callable, Mapping
from enum import Enum

from aiohttp import web

from fairlead_simulator.application import Application
from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.oauth.grants import ACCESS_SECONDS, Grant, Scope, Tokens
from fairlead_simulator.responses import reply
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.payloads import guild_payload


class Refusal(Enum):
    """Why a token is not given; the value is OAuth2's name and the HTTP status."""

    INVALID_REQUEST = ("invalid_request", 400)
    INVALID_CLIENT = ("invalid_client", 401)
    INVALID_GRANT = ("invalid_grant", 400)
    INVALID_SCOPE = ("invalid_scope", 400)
    UNSUPPORTED_GRANT_TYPE = ("unsupported_grant_type", 400)


class TokenError(Exception):
    """A token is not given.

    Attributes:
        refusal: Why.
    """

    def __init__(self, refusal: Refusal, description: str) -> None:
        super().__init__(description)
        self.refusal = refusal


async def token(simulation: Simulation, request: web.Request) -> web.Response:
    """Give tokens for a code, for a refresh token, or to the application for its own owner."""
    try:
        form = await _form(request)
        application = _client(simulation, request, form)
        given = _EXCHANGES.get(form.get("grant_type", ""), _by_nothing)(simulation, application, form)
    except TokenError as error:
        return _refused(error)
    payload: JsonObject = {
        "token_type": "Bearer",
        "access_token": given.access,
        "expires_in": ACCESS_SECONDS,
        "scope": given.grant.scope,
    }
    if given.refresh is not None:
        payload["refresh_token"] = given.refresh
    if given.grant.guild_id is not None:
        payload["guild"] = guild_payload(simulation.world.guilds[given.grant.guild_id])
    return reply(payload)


async def revoke(simulation: Simulation, request: web.Request) -> web.Response:
    """End a token and the one that came with it; one that nobody knows is no mistake."""
    try:
        form = await _form(request)
        application = _client(simulation, request, form)
        simulation.grants.revoke(_required(form, "token"), application.id)
    except TokenError as error:
        return _refused(error)
    return reply({})


def _by_code(simulation: Simulation, application: Application, form: Mapping[str, str]) -> Tokens:
    now = simulation.clock.monotonic()
    found = simulation.grants.take_code(_required(form, "code"), now)
    if found is None or found.grant.application_id != application.id:
        raise TokenError(Refusal.INVALID_GRANT, 'Invalid "code" in request.')
    if form.get("redirect_uri") != found.redirect_uri:
        raise TokenError(Refusal.INVALID_GRANT, 'Invalid "redirect_uri" in request.')
    verifier = form.get("code_verifier")
    if found.challenge is not None and (verifier is None or not found.challenge.met_by(verifier)):
        raise TokenError(Refusal.INVALID_GRANT, 'Invalid "code_verifier" in request.')
    return simulation.grants.issue(found.grant, now)


def _by_refresh_token(simulation: Simulation, application: Application, form: Mapping[str, str]) -> Tokens:
    refresh = _required(form, "refresh_token")
    grant = simulation.grants.refreshable(refresh)
    if grant is None or grant.application_id != application.id:
        raise TokenError(Refusal.INVALID_GRANT, 'Invalid "refresh_token" in request.')
    simulation.grants.revoke(refresh, application.id)
    return simulation.grants.issue(grant, simulation.clock.monotonic())


def _by_client_credentials(simulation: Simulation, application: Application, form: Mapping[str, str]) -> Tokens:
    names, known = form.get("scope", "").split(), {scope.value for scope in Scope}
    if not names or not known >= set(names):
        raise TokenError(Refusal.INVALID_SCOPE, "The requested scope is invalid, unknown, or malformed.")
    now = simulation.clock.monotonic()
    grant = Grant(application.id, application.owner, frozenset(Scope(name) for name in names), now)
    return simulation.grants.issue(grant, now, refreshable=False)


def _by_nothing(simulation: Simulation, application: Application, form: Mapping[str, str]) -> Tokens:
    del simulation, application, form
    raise TokenError(Refusal.UNSUPPORTED_GRANT_TYPE, "Grant type is not supported.")


_EXCHANGES: dict[str, Callable[[Simulation, Application, Mapping[str, str]], Tokens]] = {
    "authorization_code": _by_code,
    "refresh_token": _by_refresh_token,
    "client_credentials": _by_client_credentials,
}


async def _form(request: web.Request) -> dict[str, str]:
    if request.content_type != "application/x-www-form-urlencoded":
        raise TokenError(Refusal.INVALID_REQUEST, "The body has to be application/x-www-form-urlencoded.")
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def _client(simulation: Simulation, request: web.Request, form: Mapping[str, str]) -> Application:
    client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    kind, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if kind == "Basic":
        try:
            client_id, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise TokenError(Refusal.INVALID_CLIENT, "Invalid client credentials.") from error
    application = simulation.applications.get(int(client_id)) if client_id.isdecimal() else None
    if application is None or not hmac.compare_digest(secret.encode(), application.client_secret.encode()):
        raise TokenError(Refusal.INVALID_CLIENT, "Invalid client credentials.")
    return application


def _required(form: Mapping[str, str], name: str) -> str:
    value = form.get(name)
    if not value:
        raise TokenError(Refusal.INVALID_REQUEST, f'Missing "{name}" in request.')
    return value


def _refused(error: TokenError) -> web.Response:
    name, status = error.refusal.value
    return reply({"error": name, "error_description": str(error)}, status)

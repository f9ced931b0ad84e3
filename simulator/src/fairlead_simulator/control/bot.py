"""Changing what Discord grants the bot."""

from aiohttp import web

from fairlead_simulator.application import Application
from fairlead_simulator.body import flag, integer, text
from fairlead_simulator.budget import IdentifyBuckets, SessionBudget
from fairlead_simulator.control.requests import read_body
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.intents import NO_INTENTS, PRIVILEGED
from fairlead_simulator.jsonvalue import Json
from fairlead_simulator.simulation import Simulation

_FIELDS = ("shards", "max_concurrency", "session_limit", "remaining", "token", "privileged_intents")
_MAX_SHARDS = 1 << 20


async def change(simulation: Simulation, request: web.Request) -> Json:
    """Change the bot: `shards`, `max_concurrency`, `session_limit`, `remaining`, `token`, `privileged_intents`.

    A new token ends every session, as Discord does when it resets a token.
    """
    body = await read_body(request, *_FIELDS)
    shards = body.optional("shards", integer(1, _MAX_SHARDS))
    max_concurrency = body.optional("max_concurrency", integer(1, _MAX_SHARDS))
    session_limit = body.optional("session_limit", integer(0))
    remaining = body.optional("remaining", integer(0))
    token = body.optional("token", text(1))
    privileged = body.optional("privileged_intents", flag)
    application, now = simulation.application, simulation.clock.monotonic()
    if shards is not None:
        application.recommended_shards = shards
    if max_concurrency is not None:
        application.buckets = IdentifyBuckets(max_concurrency)
    if session_limit is not None:
        application.budget = SessionBudget(session_limit)
    if remaining is not None:
        application.budget.set_remaining(remaining, now)
    if privileged is not None:
        application.granted = PRIVILEGED if privileged else NO_INTENTS
    if token is not None:
        _replace_token(application, token)
    return {
        "application_id": str(application.id),
        "shards": application.recommended_shards,
        "max_concurrency": application.buckets.max_concurrency,
        "session_limit": application.budget.total,
        "remaining": application.budget.remaining(now),
        "privileged_intents": application.granted == PRIVILEGED,
    }


def _replace_token(application: Application, token: str) -> None:
    application.token = token
    for session in application.sessions:
        application.sessions.end(session)
        if session.link is not None:
            session.link.close(CloseCode.AUTHENTICATION_FAILED, "Authentication failed.")

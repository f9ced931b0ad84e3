"""Changing what Discord grants the bot."""

from aiohttp import web

from fairlead_simulator.body import flag, integer, items, text
from fairlead_simulator.budget import IdentifyBuckets, SessionBudget
from fairlead_simulator.control.requests import application_in, read_body
from fairlead_simulator.gateway.expulsion import reset_token
from fairlead_simulator.intents import NO_INTENTS, PRIVILEGED
from fairlead_simulator.jsonvalue import Json
from fairlead_simulator.simulation import Simulation

_FIELDS = (
    "application_id",
    "shards",
    "shard_multiple",
    "max_concurrency",
    "session_limit",
    "remaining",
    "token",
    "privileged_intents",
    "redirect_uris",
)
_MAX_SHARDS = 1 << 20


async def change(simulation: Simulation, request: web.Request) -> Json:
    """Change the bot: `shards`, `max_concurrency`, `session_limit`, `remaining`, `token`, `privileged_intents`.

    `shard_multiple` makes it a large bot, whose shard count has to be a multiple of that number. `application_id`
    means another application than the first. `redirect_uris` are all to which a user who authorised it may be sent
    back; while there are none, every address is. A new token ends every session, as Discord does when it resets one.
    """
    body = await read_body(request, *_FIELDS)
    application = application_in(simulation, body)
    shards = body.optional("shards", integer(1, _MAX_SHARDS))
    shard_multiple = body.optional("shard_multiple", integer(1, _MAX_SHARDS))
    max_concurrency = body.optional("max_concurrency", integer(1, _MAX_SHARDS))
    session_limit = body.optional("session_limit", integer(0))
    remaining = body.optional("remaining", integer(0))
    token = body.optional("token", text(1))
    privileged = body.optional("privileged_intents", flag)
    redirect_uris = body.optional("redirect_uris", items(text(1)))
    now = simulation.clock.monotonic()
    if redirect_uris is not None:
        application.redirect_uris = redirect_uris
    if shards is not None:
        application.recommended_shards = shards
    if shard_multiple is not None:
        application.shard_multiple = shard_multiple
    if max_concurrency is not None:
        application.buckets = IdentifyBuckets(max_concurrency)
    if session_limit is not None:
        application.budget = SessionBudget(session_limit)
    if remaining is not None:
        application.budget.set_remaining(remaining, now)
    if privileged is not None:
        application.granted = PRIVILEGED if privileged else NO_INTENTS
    if token is not None:
        reset_token(application, token)
    return {
        "application_id": str(application.id),
        "shards": application.recommended_shards,
        "shard_multiple": application.shard_multiple,
        "max_concurrency": application.buckets.max_concurrency,
        "session_limit": application.budget.total,
        "remaining": application.budget.remaining(now),
        "privileged_intents": application.granted == PRIVILEGED,
    }

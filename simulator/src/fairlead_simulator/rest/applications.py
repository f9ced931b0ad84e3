"""Where to connect, and what the application is."""

from aiohttp import web

from fairlead_simulator.application import Application
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.responses import reply
from fairlead_simulator.rest.call import Call
from fairlead_simulator.world.payloads import user_payload


async def gateway(call: Call) -> web.Response:
    """Say where the gateway is: at the host that the client asked."""
    return reply({"url": call.simulation.terms.gateway_url(call.request.host)})


async def gateway_bot(call: Call) -> web.Response:
    """Say where the gateway is, how many shards to run and how many identifies are left."""
    application = call.application()
    now = call.simulation.clock.monotonic()
    limit: Json = {
        "total": application.budget.total,
        "remaining": application.budget.remaining(now),
        "reset_after": application.budget.reset_after_ms(now),
        "max_concurrency": application.buckets.max_concurrency,
    }
    return reply(
        {
            "url": call.simulation.terms.gateway_url(call.request.host),
            "shards": application.recommended_shards,
            "session_start_limit": limit,
        }
    )


async def current_application(call: Call) -> web.Response:
    """Describe the application that asks."""
    return reply(application_payload(call.application()))


def application_payload(application: Application) -> JsonObject:
    """Describe an application."""
    return {
        "id": str(application.id),
        "name": application.bot.username,
        "icon": None,
        "description": "",
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": f"{application.id:064x}",
        "owner": user_payload(application.owner),
        "team": None,
        "type": None,
        "flags": 0,
        "flags_new": "0",
        "bot": user_payload(application.bot),
        "approximate_guild_count": len(application.guild_ids),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "redirect_uris": [*application.redirect_uris],
        "tags": [],
    }

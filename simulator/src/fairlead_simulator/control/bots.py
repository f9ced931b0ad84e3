"""Further applications, each with a token of its own."""

from aiohttp import web

from fairlead_simulator.application import Application
from fairlead_simulator.body import integer, items, snowflake, text
from fairlead_simulator.budget import identifies_a_day
from fairlead_simulator.control.requests import ControlRefusedError, read_body
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.registration import BotPlan, join, register
from fairlead_simulator.simulation import Simulation

_MAX_SHARDS = 1 << 20


async def add(simulation: Simulation, request: web.Request) -> Json:
    """Add an application: `name`, `token`, `shards`, `max_concurrency`, `identify_limit`, and `guild_ids`.

    Its bot joins the guilds named; without them, every guild that exists. `identify_limit` is by default what Discord
    allows a bot in so many guilds.

    Raises:
        ControlRefusedError: The token belongs to another application, or there is no such guild.
    """
    body = await read_body(request, "name", "token", "shards", "max_concurrency", "identify_limit", "guild_ids")
    number = len(simulation.applications)
    guilds = simulation.world.guilds
    guild_ids = body.optional("guild_ids", items(snowflake), list(guilds))
    plan = BotPlan(
        name=body.optional("name", text(2, 32), f"fairlead{number}"),
        token=body.optional("token", text(1)),
        shards=body.optional("shards", integer(1, _MAX_SHARDS), 4),
        max_concurrency=body.optional("max_concurrency", integer(1, _MAX_SHARDS), 1),
        identify_limit=body.optional("identify_limit", integer(0), identifies_a_day(len(guild_ids))),
    )
    if plan.token is not None and simulation.application_with(plan.token) is not None:
        raise ControlRefusedError(409, "The token belongs to another application.")
    for guild_id in guild_ids:
        if guild_id not in guilds:
            raise ControlRefusedError(404, f"There is no guild {guild_id}.")
    application = register(simulation, plan, simulation.seed)
    join(simulation, application, [guilds[guild_id] for guild_id in guild_ids])
    return _described(application)


async def listed(simulation: Simulation, request: web.Request) -> Json:
    """List all applications with their present tokens, as the developer portal shows them to their owner."""
    del request
    return [_described(application) for application in simulation.applications.values()]


def _described(application: Application) -> JsonObject:
    return {
        "application_id": str(application.id),
        "name": application.bot.username,
        "token": application.token,
        "client_secret": application.client_secret,
        "shards": application.recommended_shards,
        "max_concurrency": application.buckets.max_concurrency,
        "guilds": len(application.guild_ids),
    }

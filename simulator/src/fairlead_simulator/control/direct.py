"""What belongs to no guild and so goes to shard 0: direct messages to the bot, and what its users bought."""

from aiohttp import web

from fairlead_simulator import messages
from fairlead_simulator.body import Body, snowflake, text
from fairlead_simulator.control.requests import ControlRefusedError, application_in, read_body
from fairlead_simulator.direct_messages import direct_channel
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.messages import Draft
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.events import entitlement_created
from fairlead_simulator.world.message_payload import message_payload
from fairlead_simulator.world.model import User


async def write(simulation: Simulation, request: web.Request) -> Json:
    """Write a direct message to the bot: `user_id`, `content`, `application_id` (the first application's bot)."""
    body = await read_body(request, "application_id", "user_id", "content")
    user = _user(simulation, body)
    channel = direct_channel(simulation, application_in(simulation, body), user)
    message = messages.write(simulation, channel, user, Draft(content=body.required("content", text(1, 4_000))))
    return message_payload(simulation.world, message)


async def entitle(simulation: Simulation, request: web.Request) -> Json:
    """Let a user buy something of the application: `user_id`, `sku_id`, `application_id`.

    Source: https://discord.com/developers/docs/resources/entitlement
    """
    body = await read_body(request, "application_id", "user_id", "sku_id")
    application = application_in(simulation, body)
    entitlement: JsonObject = {
        "id": str(simulation.snowflakes.next()),
        "sku_id": str(body.required("sku_id", snowflake)),
        "application_id": str(application.id),
        "user_id": str(_user(simulation, body).id),
        "type": 8,
        "deleted": False,
        "consumed": False,
        "starts_at": None,
        "ends_at": None,
    }
    simulation.dispatch(entitlement_created(application.bot.id, entitlement))
    return entitlement


def _user(simulation: Simulation, body: Body) -> User:
    user_id = body.required("user_id", snowflake)
    user = simulation.world.users.get(user_id)
    if user is None or user.bot:
        raise ControlRefusedError(404, f"There is no person {user_id}.")
    return user

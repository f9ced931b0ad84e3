"""Adding a bot to guilds and removing it, whether or not it has a session that is told."""

from aiohttp import web

from fairlead_simulator.actions.actor import Actor
from fairlead_simulator.actions.members import kick
from fairlead_simulator.body import integer
from fairlead_simulator.control.requests import ControlRefusedError, application_in, guild_in, read_body, user_in
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.registration import invite
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.model import Guild, User
from fairlead_simulator.world.permissions import ADMINISTRATOR, ALL


async def add(simulation: Simulation, request: web.Request) -> Json:
    """Let a member of a guild add the bot: `guild_id`, `user_id` (the owner), `permissions` (an administrator's).

    The audit log says who added it. `application_id` means the bot of another application than the first.

    Raises:
        ControlRefusedError: There is no such guild or member, or the bot is in the guild.
    """
    body = await read_body(request, "application_id", "guild_id", "user_id", "permissions")
    application, guild = application_in(simulation, body), guild_in(simulation, body)
    user, permitted = user_in(guild, body), body.optional("permissions", integer(0, ALL), ADMINISTRATOR)
    if application.bot.id in guild.members:
        raise ControlRefusedError(409, f"The bot is in guild {guild.id} already.")
    invite(simulation, application, guild, user, permitted)
    return _described(guild, user)


async def remove(simulation: Simulation, request: web.Request) -> Json:
    """Let a member of a guild remove the bot: `guild_id`, `user_id` (the owner); `application_id` as for `add`.

    Raises:
        ControlRefusedError: There is no such guild or member, or the bot is not in the guild.
    """
    body = await read_body(request, "application_id", "guild_id", "user_id")
    application, guild = application_in(simulation, body), guild_in(simulation, body)
    user = user_in(guild, body)
    if application.bot.id not in guild.members:
        raise ControlRefusedError(409, f"The bot is not in guild {guild.id}.")
    kick(simulation, guild, application.bot, Actor(user))
    return _described(guild, user)


def _described(guild: Guild, user: User) -> JsonObject:
    return {"guild_id": str(guild.id), "user_id": str(user.id)}

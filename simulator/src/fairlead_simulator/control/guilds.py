"""Making and listing guilds, and writing in them as a user."""

from aiohttp import web

from fairlead_simulator import messages
from fairlead_simulator.body import integer, text
from fairlead_simulator.control.requests import (
    ControlRefusedError,
    application_in,
    channel_in,
    guild_in,
    read_body,
    user_in,
)
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.messages import Draft
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.generate import GuildPlan
from fairlead_simulator.world.message_payload import message_payload
from fairlead_simulator.world.model import Guild

_DEFAULT_MEMBERS = 10
_MAX_GUILDS = 100_000
_MAX_MEMBERS = 100_000


async def add(simulation: Simulation, request: web.Request) -> Json:
    """Make guilds that the bot has just joined: `count`, `name`, `members` (people in each).

    `application_id` means the bot of another application than the first.
    """
    body = await read_body(request, "application_id", "count", "name", "members")
    application = application_in(simulation, body)
    members = body.optional("members", integer(1, _MAX_MEMBERS), _DEFAULT_MEMBERS)
    plan = GuildPlan(members, body.optional("name", text(2, 100)))
    count = body.optional("count", integer(1, _MAX_GUILDS), 1)
    return [_described(simulation.add_guild(application, plan)) for _ in range(count)]


async def listed(simulation: Simulation, request: web.Request) -> Json:
    """List all guilds with the ids of what is in them."""
    del request
    return [_described(guild) for guild in simulation.world.guilds.values()]


async def write(simulation: Simulation, request: web.Request) -> Json:
    """Write a message as a user: `guild_id`, `content`, `channel_id`, `user_id`.

    Raises:
        ControlRefusedError: There is no such guild, channel or member, or the member is timed out.
    """
    body = await read_body(request, "guild_id", "channel_id", "user_id", "content")
    guild = guild_in(simulation, body)
    draft = Draft(content=body.required("content", text(1, 4_000)))
    user = user_in(guild, body)
    if (guild.members[user.id].timed_out_until or 0) > simulation.clock.time():
        raise ControlRefusedError(403, f"Member {user.id} is timed out.")
    message = messages.write(simulation, channel_in(guild, body), user, draft)
    return message_payload(simulation.world, message)


def _described(guild: Guild) -> JsonObject:
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner_id),
        "channels": [
            {"id": str(channel.id), "name": channel.name, "type": channel.type.value}
            for channel in guild.channels.values()
        ],
        "roles": [{"id": str(role.id), "name": role.name} for role in guild.roles.values()],
        "members": [
            {"id": str(member.user.id), "username": member.user.username, "bot": member.user.bot}
            for member in guild.members.values()
        ],
    }

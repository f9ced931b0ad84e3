"""One request to the control API."""

from aiohttp import web

from fairlead_simulator import jsonvalue
from fairlead_simulator.application import Application
from fairlead_simulator.body import Body, snowflake
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.model import Channel, Guild, User


class ControlRefusedError(Exception):
    """A request cannot be done.

    Attributes:
        status: The HTTP status of the answer.
        message: One sentence that says why.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


async def read_body(request: web.Request, *fields: str) -> Body:
    """Read a JSON object that has none but the named fields; an empty body is an empty object.

    Raises:
        BodyError: It is no object, or has another field.
        ControlRefusedError: It is not JSON.
    """
    raw = await request.read()
    try:
        value = jsonvalue.decode(raw) if raw else {}
    except ValueError as error:
        raise ControlRefusedError(400, "The body is not JSON.") from error
    body = Body(value)
    body.only(*fields)
    return body


def application_in(simulation: Simulation, body: Body) -> Application:
    """Return the application that `application_id` names, else the first.

    Raises:
        BodyError: It is no id.
        ControlRefusedError: There is no such application.
    """
    return _application(simulation, body.optional("application_id", snowflake))


def application_asked(simulation: Simulation, request: web.Request) -> Application:
    """Return the application that `application_id` in the query names, else the first.

    Raises:
        BodyError: It is no id.
        ControlRefusedError: There is no such application.
    """
    asked = request.query.get("application_id")
    return _application(simulation, None if asked is None else snowflake(asked, ("application_id",)))


def guild_in(simulation: Simulation, body: Body) -> Guild:
    """Return the guild that `guild_id` names.

    Raises:
        BodyError: It is missing or no id.
        ControlRefusedError: There is no such guild.
    """
    guild_id = body.required("guild_id", snowflake)
    guild = simulation.world.guilds.get(guild_id)
    if guild is None:
        raise ControlRefusedError(404, f"There is no guild {guild_id}.")
    return guild


def channel_in(guild: Guild, body: Body) -> Channel:
    """Return the channel of a guild that `channel_id` names, else its first text channel.

    Raises:
        BodyError: It is no id.
        ControlRefusedError: The guild has no such channel.
    """
    channel_id = body.optional("channel_id", snowflake)
    if channel_id is None:
        return guild.text_channel()
    if channel_id not in guild.channels:
        raise ControlRefusedError(404, f"Guild {guild.id} has no channel {channel_id}.")
    return guild.channels[channel_id]


def user_in(guild: Guild, body: Body) -> User:
    """Return the member of a guild that `user_id` names, else its owner.

    Raises:
        BodyError: It is no id.
        ControlRefusedError: The guild has no such member.
    """
    user_id = body.optional("user_id", snowflake, guild.owner_id)
    if user_id not in guild.members:
        raise ControlRefusedError(404, f"Guild {guild.id} has no member {user_id}.")
    return guild.members[user_id].user


def _application(simulation: Simulation, application_id: int | None) -> Application:
    if application_id is None:
        return simulation.application
    if application_id not in simulation.applications:
        raise ControlRefusedError(404, f"There is no application {application_id}.")
    return simulation.applications[application_id]

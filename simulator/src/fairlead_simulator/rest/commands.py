"""Registering application commands, globally and in guilds."""

from aiohttp import web

from fairlead_simulator.body import items, mapping
from fairlead_simulator.commands import MAX_COMMANDS, Command, parse_command
from fairlead_simulator.responses import no_content, reply
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.errors import ApiError, ErrorCode


async def listed(call: Call) -> web.Response:
    """List the commands of a place."""
    application = call.own_application()
    return reply([command.payload() for command in application.commands.listed(_place(call))])


async def get(call: Call) -> web.Response:
    """Describe a command."""
    return reply(_command(call).payload())


async def create(call: Call) -> web.Response:
    """Register a command, or replace the one of its type and name."""
    application, place = call.own_application(), _place(call)
    command, is_new = application.commands.put(place, parse_command(await call.body()))
    return reply(command.payload(), 201 if is_new else 200)


async def overwrite(call: Call) -> web.Response:
    """Make the commands in the body all that the place has."""
    application, place = call.own_application(), _place(call)
    drafts = items(parse_command, MAX_COMMANDS)(await call.body(), ())
    return reply([command.payload() for command in application.commands.overwrite(place, drafts)])


async def edit(call: Call) -> web.Response:
    """Change some fields of a command."""
    command = _command(call)
    call.own_application().commands.edit(command, mapping(await call.body(), ()))
    return reply(command.payload())


async def delete(call: Call) -> web.Response:
    """Remove a command."""
    call.own_application().commands.delete(_command(call))
    return no_content()


def _place(call: Call) -> int | None:
    return call.guild().id if "guild_id" in call.request.match_info else None


def _command(call: Call) -> Command:
    application = call.own_application()
    command_id = call.path_id("command_id", ErrorCode.UNKNOWN_COMMAND)
    command = application.commands.get(_place(call), command_id)
    if command is None:
        raise ApiError(ErrorCode.UNKNOWN_COMMAND)
    return command

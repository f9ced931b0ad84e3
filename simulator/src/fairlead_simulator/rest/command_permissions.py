"""Who may use commands in a guild; a bot reads it, somebody who manages the guild writes it with a Bearer token.

Source: https://discord.com/developers/docs/interactions/application-commands#edit-application-command-permissions
"""

from aiohttp import web

from fairlead_simulator.actions.actor import Actor, log
from fairlead_simulator.application import Application
from fairlead_simulator.body import Body, Path, flag, items, member_of, snowflake
from fairlead_simulator.command_access import MAX_PERMISSIONS, CommandPermission, Subject
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.oauth.grants import Scope
from fairlead_simulator.responses import reply
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.world import guild_events, permissions
from fairlead_simulator.world.audit import AuditAction
from fairlead_simulator.world.permissions import Permission


async def listed(call: Call) -> web.Response:
    """List the permissions of all commands in a guild."""
    application, guild = call.own_application(), call.guild()
    given = application.access.in_guild(guild.id)
    return reply([_payload(application, guild.id, command_id, found) for command_id, found in given.items()])


async def get(call: Call) -> web.Response:
    """Describe the permissions of a command in a guild."""
    application, guild = call.own_application(), call.guild()
    command_id = _command_id(call, application, guild.id)
    given = application.access.in_guild(guild.id).get(command_id)
    if given is None:
        raise ApiError(ErrorCode.UNKNOWN_COMMAND_PERMISSIONS)
    return reply(_payload(application, guild.id, command_id, given))


async def edit(call: Call) -> web.Response:
    """Replace the permissions of a command in a guild."""
    if call.is_bot():
        raise ApiError(ErrorCode.BOTS_CANNOT)
    grant = call.grant(Scope.COMMAND_PERMISSIONS)
    application = call.simulation.applications[grant.application_id]
    guild = call.simulation.world.guilds.get(call.path_id("guild_id", ErrorCode.UNKNOWN_GUILD))
    if guild is None or guild.id not in application.guild_ids or grant.user.id not in guild.members:
        raise ApiError(ErrorCode.UNKNOWN_GUILD)
    needed = Permission.MANAGE_GUILD | Permission.MANAGE_ROLES
    if permissions.of_member(guild, grant.user.id) & needed != needed:
        raise ApiError(ErrorCode.MISSING_PERMISSIONS)
    command_id = _command_id(call, application, guild.id)
    given = Body(await call.body()).required("permissions", items(_permission, MAX_PERMISSIONS))
    application.access.give(guild.id, command_id, given)
    payload = _payload(application, guild.id, command_id, given)
    call.simulation.dispatch(guild_events.command_permissions_changed(guild.id, application.bot.id, payload))
    action = AuditAction.APPLICATION_COMMAND_PERMISSION_UPDATE
    log(call.simulation, guild, Actor(grant.user), action, command_id, application_id=str(application.id))
    return reply(payload)


def _command_id(call: Call, application: Application, guild_id: int) -> int:
    command_id = call.path_id("command_id", ErrorCode.UNKNOWN_COMMAND)
    places = (application.commands.get(place, command_id) for place in (guild_id, None))
    if command_id != application.id and not any(places):
        raise ApiError(ErrorCode.UNKNOWN_COMMAND)
    return command_id


def _payload(application: Application, guild_id: int, command_id: int, given: list[CommandPermission]) -> JsonObject:
    return {
        "id": str(command_id),
        "application_id": str(application.id),
        "guild_id": str(guild_id),
        "permissions": [permission.payload() for permission in given],
    }


def _permission(value: Json, path: Path) -> CommandPermission:
    body = Body(value, path)
    return CommandPermission(
        body.required("id", snowflake), body.required("type", member_of(Subject)), body.required("permission", flag)
    )

"""Making, changing, ordering and deleting roles.

Source: https://discord.com/developers/docs/resources/guild#create-guild-role
"""

from dataclasses import replace

from aiohttp import web

from fairlead_simulator.actions import roles as actions
from fairlead_simulator.body import Body, flag, integer, items, mapping, snowflake, text
from fairlead_simulator.responses import no_content, reply
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.world import permissions
from fairlead_simulator.world.model import Guild, Role
from fairlead_simulator.world.payloads import role_payload
from fairlead_simulator.world.permissions import Permission

_MAX_COLOUR = 0xFFFFFF


async def listed(call: Call) -> web.Response:
    """List a guild's roles."""
    return reply([role_payload(role) for role in call.guild().roles.values()])


async def get(call: Call) -> web.Response:
    """Describe a role of a guild."""
    return reply(role_payload(_role(call, call.guild())))


async def create(call: Call) -> web.Response:
    """Make a role just above the everyone role."""
    guild = call.guild()
    call.permit(guild, Permission.MANAGE_ROLES)
    plain = Role(call.simulation.snowflakes.next(), "new role", 1, guild.roles[guild.id].permissions)
    role = _changed(plain, Body(await call.body()))
    actions.create(call.simulation, guild, role, call.actor())
    return reply(role_payload(role))


async def edit(call: Call) -> web.Response:
    """Change a role."""
    guild, role = _manageable(call)
    actions.update(call.simulation, guild, role, _changed(role, Body(await call.body())), call.actor())
    return reply(role_payload(role))


async def reorder(call: Call) -> web.Response:
    """Move roles to positions."""
    guild = call.guild()
    call.permit(guild, Permission.MANAGE_ROLES)
    positions: dict[int, int] = {}
    for index, value in enumerate(items(mapping)(await call.body(), ())):
        body = Body(value, (str(index),))
        position = body.optional("position", integer(0))
        if position is not None:
            positions[body.required("id", snowflake)] = position
    if not guild.roles.keys() >= positions.keys():
        raise ApiError(ErrorCode.UNKNOWN_ROLE)
    actions.reorder(call.simulation, guild, positions)
    return reply([role_payload(role) for role in guild.roles.values()])


async def delete(call: Call) -> web.Response:
    """Delete a role."""
    guild, role = _manageable(call)
    if role.id == guild.id or role.bot_id is not None:
        raise ApiError(ErrorCode.INVALID_ROLE)
    actions.delete(call.simulation, guild, role, call.actor())
    return no_content()


def _role(call: Call, guild: Guild) -> Role:
    role = guild.roles.get(call.path_id("role_id", ErrorCode.UNKNOWN_ROLE))
    if role is None:
        raise ApiError(ErrorCode.UNKNOWN_ROLE)
    return role


def _manageable(call: Call) -> tuple[Guild, Role]:
    guild = call.guild()
    role = _role(call, guild)
    call.permit(guild, Permission.MANAGE_ROLES)
    if role.position > permissions.rank(guild, call.application().bot.id):
        raise ApiError(ErrorCode.MISSING_PERMISSIONS)
    return guild, role


def _changed(role: Role, body: Body) -> Role:
    colours = body.optional("colors", mapping)
    primary = None if colours is None else Body(colours, ("colors",)).optional("primary_color", integer(0, _MAX_COLOUR))
    return replace(
        role,
        name=body.optional("name", text(maximum=100), role.name),
        permissions=body.optional("permissions", snowflake, role.permissions) & permissions.ALL,
        colour=body.optional("color", integer(0, _MAX_COLOUR), role.colour if primary is None else primary),
        hoist=body.optional("hoist", flag, role.hoist),
        mentionable=body.optional("mentionable", flag, role.mentionable),
    )

"""Changing, removing and finding members.

Source: https://discord.com/developers/docs/resources/guild#modify-guild-member
"""

from dataclasses import replace
from datetime import datetime

from aiohttp import web

from fairlead_simulator.actions import members as actions
from fairlead_simulator.actions.members import MemberChanges
from fairlead_simulator.body import Body, BodyError, Path, flag, integer, items, snowflake, text
from fairlead_simulator.jsonvalue import Json
from fairlead_simulator.responses import no_content, reply
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.world.model import Guild, Member, Role
from fairlead_simulator.world.payloads import member_payload
from fairlead_simulator.world.permissions import Permission

_MAX_FOUND = 1_000
_TIMEOUT_SECONDS = 28 * 24 * 60 * 60.0
_NEEDED = (
    ("nick", Permission.MANAGE_NICKNAMES),
    ("roles", Permission.MANAGE_ROLES),
    ("communication_disabled_until", Permission.MODERATE_MEMBERS),
)


async def search(call: Call) -> web.Response:
    """Find members whose name or nick begins with `query`, at most `limit`."""
    guild, limit = call.guild(), call.query("limit", integer(1, _MAX_FOUND), 1)
    begins = call.request.query.get("query", "").lower()
    if not begins:
        raise BodyError(("query",), "BASE_TYPE_REQUIRED", "This field is required")
    found = [
        member
        for member in guild.members.values()
        if any(name.lower().startswith(begins) for name in (member.user.username, member.nick or "") if name)
    ]
    return reply([member_payload(member) for member in found[:limit]])


async def edit(call: Call) -> web.Response:
    """Change a member's nick, roles, timeout or voice."""
    guild, member = call.guild(), call.member()
    body = Body(await call.body())
    for field, permission in _NEEDED:
        if field in body:
            call.permit_over(guild, member.user.id, permission)
    wanted = _changes(body, guild, member, call.simulation.clock.time())
    actions.change_member(call.simulation, guild, member, wanted, call.actor())
    return reply(member_payload(member))


async def edit_own(call: Call) -> web.Response:
    """Change the bot's own nick."""
    guild = call.guild()
    member = guild.members[call.application().bot.id]
    call.permit(guild, Permission.CHANGE_NICKNAME)
    nick = Body(await call.body()).optional("nick", text(maximum=32)) or None
    actions.change_member(call.simulation, guild, member, replace(MemberChanges.none(member), nick=nick), call.actor())
    return reply(member_payload(member))


async def kick(call: Call) -> web.Response:
    """Remove a member."""
    guild, member = call.guild(), call.member()
    call.permit_over(guild, member.user.id, Permission.KICK_MEMBERS)
    actions.kick(call.simulation, guild, member.user, call.actor())
    return no_content()


async def leave(call: Call) -> web.Response:
    """Let the bot leave a guild."""
    actions.leave(call.simulation, call.guild(), call.application().bot)
    return no_content()


async def add_role(call: Call) -> web.Response:
    """Give a member a role; one that they have changes nothing."""
    guild, member, role = _assignable(call)
    role_ids = [*member.role_ids, *([] if role.id in member.role_ids else [role.id])]
    _set_roles(call, guild, member, role_ids)
    return no_content()


async def remove_role(call: Call) -> web.Response:
    """Take a role from a member; one that they do not have changes nothing."""
    guild, member, role = _assignable(call)
    _set_roles(call, guild, member, [role_id for role_id in member.role_ids if role_id != role.id])
    return no_content()


def moment(value: Json, path: Path) -> float:
    """Take an ISO 8601 timestamp with an offset as seconds since the Unix epoch."""
    try:
        parsed = datetime.fromisoformat(text()(value, path))
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        raise BodyError(path, "DATE_TIME_TYPE_PARSE", f"Could not parse {value}. Should be ISO8601.")
    return parsed.timestamp()


def _changes(body: Body, guild: Guild, member: Member, now: float) -> MemberChanges:
    wanted = MemberChanges.none(member)
    if "nick" in body:
        wanted = replace(wanted, nick=body.optional("nick", text(maximum=32)) or None)
    if "roles" in body:
        role_ids = body.optional("roles", items(snowflake)) or []
        if not guild.roles.keys() >= set(role_ids):
            raise ApiError(ErrorCode.UNKNOWN_ROLE)
        wanted = replace(wanted, role_ids=list(dict.fromkeys(role_ids)))
    if "communication_disabled_until" in body:
        until = body.optional("communication_disabled_until", moment)
        if until is not None and until > now + _TIMEOUT_SECONDS:
            raise BodyError(
                ("communication_disabled_until",), "DATE_TIME_OUT_OF_RANGE", "Must be within the next 28 days."
            )
        wanted = replace(wanted, timed_out_until=until if until is not None and until > now else None)
    return replace(wanted, mute=body.optional("mute", flag, wanted.mute), deaf=body.optional("deaf", flag, wanted.deaf))


def _assignable(call: Call) -> tuple[Guild, Member, Role]:
    guild, member = call.guild(), call.member()
    call.permit(guild, Permission.MANAGE_ROLES)
    role = guild.roles.get(call.path_id("role_id", ErrorCode.UNKNOWN_ROLE))
    if role is None:
        raise ApiError(ErrorCode.UNKNOWN_ROLE)
    if role.id == guild.id or role.bot_id is not None:
        raise ApiError(ErrorCode.INVALID_ROLE)
    return guild, member, role


def _set_roles(call: Call, guild: Guild, member: Member, role_ids: list[int]) -> None:
    wanted = replace(MemberChanges.none(member), role_ids=role_ids)
    actions.change_member(call.simulation, guild, member, wanted, call.actor())

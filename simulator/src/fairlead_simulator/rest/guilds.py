"""Guilds, their channels, roles and members."""

from aiohttp import web

from fairlead_simulator.body import integer, snowflake
from fairlead_simulator.responses import reply
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.world import payloads, permissions

_MAX_MEMBERS = 1_000
_MAX_GUILDS = 200


async def own_guilds(call: Call) -> web.Response:
    """List the guilds that the bot is in, by id, after `after`, at most `limit`."""
    application = call.application()
    after, limit = call.query("after", snowflake, 0), call.query("limit", integer(1, _MAX_GUILDS), _MAX_GUILDS)
    guilds = [call.simulation.world.guilds[guild_id] for guild_id in sorted(application.guild_ids) if guild_id > after]
    return reply(
        [
            {
                "id": str(guild.id),
                "name": guild.name,
                "icon": None,
                "banner": None,
                "owner": False,
                "permissions": str(permissions.of_member(guild, application.bot.id)),
                "features": [],
            }
            for guild in guilds[:limit]
        ]
    )


async def guild(call: Call) -> web.Response:
    """Describe a guild."""
    found = call.guild()
    payload = payloads.guild_payload(found)
    if call.request.query.get("with_counts", "").lower() in {"1", "true"}:
        payload |= {
            "approximate_member_count": len(found.members),
            "approximate_presence_count": len(found.online),
        }
    return reply(payload)


async def channels(call: Call) -> web.Response:
    """List a guild's channels."""
    return reply([payloads.channel_payload(channel) for channel in call.guild().channels.values()])


async def roles(call: Call) -> web.Response:
    """List a guild's roles."""
    return reply([payloads.role_payload(role) for role in call.guild().roles.values()])


async def role(call: Call) -> web.Response:
    """Describe a role of a guild."""
    found = call.guild().roles.get(call.path_id("role_id", ErrorCode.UNKNOWN_ROLE))
    if found is None:
        raise ApiError(ErrorCode.UNKNOWN_ROLE)
    return reply(payloads.role_payload(found))


async def members(call: Call) -> web.Response:
    """List a guild's members by id, after `after`, at most `limit`."""
    found = call.guild()
    after, limit = call.query("after", snowflake, 0), call.query("limit", integer(1, _MAX_MEMBERS), 1)
    user_ids = [user_id for user_id in sorted(found.members) if user_id > after]
    return reply([payloads.member_payload(found.members[user_id]) for user_id in user_ids[:limit]])


async def member(call: Call) -> web.Response:
    """Describe a member of a guild."""
    return reply(payloads.member_payload(call.member()))

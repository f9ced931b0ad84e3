"""The user who asks: a bot by its token, a person by what they granted to an application.

Source: https://discord.com/developers/docs/resources/user
"""

from datetime import UTC, datetime

from aiohttp import web

from fairlead_simulator.body import integer, snowflake
from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.oauth.grants import Scope
from fairlead_simulator.responses import reply
from fairlead_simulator.rest.applications import application_payload
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.world import payloads, permissions
from fairlead_simulator.world.model import Guild

_MAX_GUILDS = 200


async def own(call: Call) -> web.Response:
    """Describe the user that asks; a person's address only with the scope for it."""
    if call.is_bot():
        return reply(payloads.own_user_payload(call.application().bot))
    grant = call.grant(Scope.IDENTIFY)
    payload = payloads.own_user_payload(grant.user)
    if Scope.EMAIL in grant.scopes:
        payload["email"] = f"{grant.user.username}@example.invalid"
    else:
        del payload["email"], payload["verified"]
    return reply(payload)


async def other(call: Call) -> web.Response:
    """Describe a user."""
    return reply(payloads.user_payload(call.user()))


async def own_guilds(call: Call) -> web.Response:
    """List the guilds that a bot or a person is in, by id, between `after` and `before`, at most `limit`."""
    world = call.simulation.world
    if call.is_bot():
        user_id = call.application().bot.id
        guild_ids = sorted(call.application().guild_ids)
    else:
        user_id = call.grant(Scope.GUILDS).user.id
        guild_ids = sorted(guild.id for guild in world.guilds.values() if user_id in guild.members)
    after, before = call.query("after", snowflake, 0), call.query("before", snowflake, None)
    limit = call.query("limit", integer(1, _MAX_GUILDS), _MAX_GUILDS)
    found = [guild_id for guild_id in guild_ids if guild_id > after and (before is None or guild_id < before)]
    with_counts = call.request.query.get("with_counts", "").lower() in {"1", "true"}
    return reply([_guild(world.guilds[guild_id], user_id, with_counts=with_counts) for guild_id in found[:limit]])


async def own_member(call: Call) -> web.Response:
    """Describe a person as a member of a guild."""
    grant = call.grant(Scope.MEMBERS_READ)
    guild = call.simulation.world.guilds.get(call.path_id("guild_id", ErrorCode.UNKNOWN_GUILD))
    if guild is None or grant.user.id not in guild.members:
        raise ApiError(ErrorCode.UNKNOWN_GUILD)
    return reply(payloads.member_payload(guild.members[grant.user.id]))


async def authorisation(call: Call) -> web.Response:
    """Describe what the token that is used was granted for."""
    grant = call.grant(None)
    clock = call.simulation.clock
    expires = datetime.fromtimestamp(clock.time() + grant.expires - clock.monotonic(), UTC)
    described: JsonObject = {
        "application": application_payload(call.simulation.applications[grant.application_id]),
        "expires": expires.isoformat(timespec="microseconds"),
        "scopes": [*sorted(grant.scopes)],
    }
    if Scope.IDENTIFY in grant.scopes:
        described["user"] = payloads.user_payload(grant.user)
    return reply(described)


def _guild(guild: Guild, user_id: int, *, with_counts: bool) -> JsonObject:
    described: JsonObject = {
        "id": str(guild.id),
        "name": guild.name,
        "icon": guild.icon,
        "banner": None,
        "owner": guild.owner_id == user_id,
        "permissions": str(permissions.of_member(guild, user_id)),
        "features": [],
    }
    if with_counts:
        described |= payloads.counts_payload(guild)
    return described

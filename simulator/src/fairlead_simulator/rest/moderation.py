"""Bans and the audit log.

Source: https://discord.com/developers/docs/resources/guild#create-guild-ban
"""

from aiohttp import web

from fairlead_simulator.actions import members as actions
from fairlead_simulator.body import Body, integer, items, snowflake
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.responses import no_content, reply
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.world import permissions
from fairlead_simulator.world.model import Ban, Guild
from fairlead_simulator.world.payloads import channel_payload, user_payload
from fairlead_simulator.world.permissions import Permission

_MAX_BANS = 1_000
_MAX_BULK = 200
_MAX_ENTRIES = 100
_MAX_DELETE_SECONDS = 7 * 24 * 60 * 60
_NEWEST = (1 << 63) - 1


async def bans(call: Call) -> web.Response:
    """List a guild's bans by user id, after `after` or before `before`, at most `limit`."""
    guild = call.guild()
    call.permit(guild, Permission.BAN_MEMBERS)
    after, before = call.query("after", snowflake, 0), call.query("before", snowflake, _NEWEST)
    limit = call.query("limit", integer(0, _MAX_BANS), _MAX_BANS)
    ids = [user_id for user_id in sorted(guild.bans) if after < user_id < before]
    return reply([_ban_payload(guild.bans[user_id]) for user_id in ids[:limit]])


async def get_ban(call: Call) -> web.Response:
    """Describe a user's ban."""
    return reply(_ban_payload(_ban(call)[1]))


async def ban(call: Call) -> web.Response:
    """Ban a user; a second time changes nothing."""
    guild = call.guild()
    user_id = call.path_id("user_id", ErrorCode.UNKNOWN_USER)
    user = call.simulation.world.users.get(user_id)
    if user is None:
        raise ApiError(ErrorCode.UNKNOWN_USER)
    call.permit_over(guild, user_id, Permission.BAN_MEMBERS)
    seconds = Body(await call.body()).optional("delete_message_seconds", integer(0, _MAX_DELETE_SECONDS), 0)
    if user_id not in guild.bans:
        actions.ban(call.simulation, guild, user, call.actor(), delete_seconds=seconds)
    return no_content()


async def bulk_ban(call: Call) -> web.Response:
    """Ban several users; those that cannot be banned are named."""
    guild, body = call.guild(), Body(await call.body())
    call.permit(guild, Permission.BAN_MEMBERS)
    user_ids = body.required("user_ids", items(snowflake, _MAX_BULK))
    seconds = body.optional("delete_message_seconds", integer(0, _MAX_DELETE_SECONDS), 0)
    banned: list[Json] = []
    failed: list[Json] = []
    own_rank = permissions.rank(guild, call.application().bot.id)
    for user_id in user_ids:
        user = call.simulation.world.users.get(user_id)
        if user is None or user_id in guild.bans or permissions.rank(guild, user_id) >= own_rank:
            failed.append(str(user_id))
        else:
            actions.ban(call.simulation, guild, user, call.actor(), delete_seconds=seconds)
            banned.append(str(user_id))
    return reply({"banned_users": banned, "failed_users": failed})


async def unban(call: Call) -> web.Response:
    """Lift a ban."""
    guild, found = _ban(call)
    actions.unban(call.simulation, guild, found.user, call.actor())
    return no_content()


async def audit_log(call: Call) -> web.Response:
    """List the lines of the audit log, newest first, filtered by `user_id` and `action_type`, at most `limit`."""
    guild = call.guild()
    call.permit(guild, Permission.VIEW_AUDIT_LOG)
    after, before = call.query("after", snowflake, 0), call.query("before", snowflake, _NEWEST)
    user_id = call.query("user_id", snowflake, 0)
    action = call.query("action_type", integer(), None)
    limit = call.query("limit", integer(1, _MAX_ENTRIES), 50)
    found = [
        entry
        for entry in guild.audit_log
        if after < entry.id < before and user_id in {0, entry.user_id} and action in {None, entry.action.value}
    ]
    chosen = found[:limit] if "after" in call.request.query else list(reversed(found[-limit:]))
    world = call.simulation.world
    named = dict.fromkeys(
        user_id for entry in chosen for user_id in (entry.user_id, entry.target_id) if user_id in world.users
    )
    targets = {entry.target_id for entry in chosen}
    return reply(
        {
            "audit_log_entries": [entry.payload() for entry in chosen],
            "users": [user_payload(world.users[user_id]) for user_id in named],
            "threads": [channel_payload(thread) for thread in guild.threads.values() if thread.id in targets],
            "webhooks": [],
            "integrations": [],
            "guild_scheduled_events": [],
            "application_commands": [],
            "auto_moderation_rules": [],
        }
    )


def _ban(call: Call) -> tuple[Guild, Ban]:
    guild = call.guild()
    call.permit(guild, Permission.BAN_MEMBERS)
    found = guild.bans.get(call.path_id("user_id", ErrorCode.UNKNOWN_BAN))
    if found is None:
        raise ApiError(ErrorCode.UNKNOWN_BAN)
    return guild, found


def _ban_payload(ban: Ban) -> JsonObject:
    return {"user": user_payload(ban.user), "reason": ban.reason}

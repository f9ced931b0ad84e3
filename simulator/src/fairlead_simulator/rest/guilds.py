"""Guilds, their channels, roles and members."""

from aiohttp import web

from fairlead_simulator.body import integer, snowflake
from fairlead_simulator.responses import reply
from fairlead_simulator.rest.call import Call
from fairlead_simulator.world import payloads

_MAX_MEMBERS = 1_000


async def guild(call: Call) -> web.Response:
    """Describe a guild."""
    found = call.guild()
    payload = payloads.guild_payload(found)
    if call.request.query.get("with_counts", "").lower() in {"1", "true"}:
        payload |= payloads.counts_payload(found)
    return reply(payload)


async def members(call: Call) -> web.Response:
    """List a guild's members by id, after `after`, at most `limit`."""
    found = call.guild()
    after, limit = call.query("after", snowflake, 0), call.query("limit", integer(1, _MAX_MEMBERS), 1)
    user_ids = [user_id for user_id in sorted(found.members) if user_id > after]
    return reply([payloads.member_payload(found.members[user_id]) for user_id in user_ids[:limit]])


async def member(call: Call) -> web.Response:
    """Describe a member of a guild."""
    return reply(payloads.member_payload(call.member()))

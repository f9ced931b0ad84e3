"""Guilds, their channels, roles and members."""

from aiohttp import web

from fairlead_simulator.actions import guilds as actions
from fairlead_simulator.body import Body, BodyError, Path, integer, snowflake, text
from fairlead_simulator.jsonvalue import Json
from fairlead_simulator.responses import reply
from fairlead_simulator.rest.call import Call
from fairlead_simulator.world import payloads
from fairlead_simulator.world.model import GuildSettings
from fairlead_simulator.world.permissions import Permission

_MAX_MEMBERS = 1_000
_AFK_TIMEOUTS = (60, 300, 900, 1_800, 3_600)


async def guild(call: Call) -> web.Response:
    """Describe a guild."""
    found = call.guild()
    payload = payloads.guild_payload(found)
    if call.request.query.get("with_counts", "").lower() in {"1", "true"}:
        payload |= payloads.counts_payload(found)
    return reply(payload)


async def edit(call: Call) -> web.Response:
    """Change a guild's name and settings; what the simulator does not know stays as it is.

    Source: https://discord.com/developers/docs/resources/guild#modify-guild
    """
    found = call.guild()
    call.permit(found, Permission.MANAGE_GUILD)
    body, now = Body(await call.body()), found.settings
    wanted = GuildSettings(
        body.optional("description", text(maximum=300)) if "description" in body else now.description,
        body.optional("verification_level", integer(0, 4), now.verification_level),
        body.optional("default_message_notifications", integer(0, 1), now.default_message_notifications),
        body.optional("explicit_content_filter", integer(0, 2), now.explicit_content_filter),
        body.optional("afk_timeout", _afk_timeout, now.afk_timeout),
    )
    actions.update(call.simulation, found, body.optional("name", text(2, 100), found.name), wanted, call.actor())
    return reply(payloads.guild_payload(found))


async def members(call: Call) -> web.Response:
    """List a guild's members by id, after `after`, at most `limit`."""
    found = call.guild()
    after, limit = call.query("after", snowflake, 0), call.query("limit", integer(1, _MAX_MEMBERS), 1)
    user_ids = [user_id for user_id in sorted(found.members) if user_id > after]
    return reply([payloads.member_payload(found.members[user_id]) for user_id in user_ids[:limit]])


async def member(call: Call) -> web.Response:
    """Describe a member of a guild."""
    return reply(payloads.member_payload(call.member()))


def _afk_timeout(value: Json, path: Path) -> int:
    seconds = integer()(value, path)
    if seconds not in _AFK_TIMEOUTS:
        raise BodyError(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{', '.join(map(str, _AFK_TIMEOUTS))}}}.")
    return seconds

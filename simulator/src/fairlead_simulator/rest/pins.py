"""Pinned messages.

Source: https://discord.com/developers/docs/resources/message#get-channel-pins
"""

from aiohttp import web

from fairlead_simulator import messages
from fairlead_simulator.actions.actor import log
from fairlead_simulator.body import integer
from fairlead_simulator.clock import timestamp
from fairlead_simulator.responses import no_content, reply
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.rest.members import moment
from fairlead_simulator.world.audit import AuditAction
from fairlead_simulator.world.message_payload import message_payload
from fairlead_simulator.world.permissions import Permission

_MAX_PINS = 250
_MAX_PAGE = 50
_MAX_OLD_FORM = 50


async def listed(call: Call) -> web.Response:
    """List the last fifty pinned messages, the form that paging has replaced."""
    found = messages.pinned(call.channel())[:_MAX_OLD_FORM]
    return reply([message_payload(call.simulation.world, message) for _, message in found])


async def paged(call: Call) -> web.Response:
    """List pinned messages, the last pinned one first, those pinned before `before`, at most `limit`."""
    before, limit = call.query("before", moment, float("inf")), call.query("limit", integer(1, _MAX_PAGE), _MAX_PAGE)
    found = [(pinned_at, message) for pinned_at, message in messages.pinned(call.channel()) if pinned_at < before]
    world = call.simulation.world
    return reply(
        {
            "items": [
                {"pinned_at": timestamp(pinned_at), "message": message_payload(world, message)}
                for pinned_at, message in found[:limit]
            ],
            "has_more": len(found) > limit,
        }
    )


async def pin(call: Call) -> web.Response:
    """Pin a message; a second time changes nothing."""
    channel, message = call.channel(), call.message()
    call.permit_in(channel, Permission.PIN_MESSAGES)
    if message.pinned_at is None:
        if len(messages.pinned(channel)) >= _MAX_PINS:
            raise ApiError(ErrorCode.TOO_MANY_PINS)
        messages.pin(call.simulation, channel, message)
        _log(call, AuditAction.MESSAGE_PIN)
    return no_content()


async def unpin(call: Call) -> web.Response:
    """Take a pin out; where there is none, nothing changes."""
    channel, message = call.channel(), call.message()
    call.permit_in(channel, Permission.PIN_MESSAGES)
    if message.pinned_at is not None:
        messages.unpin(call.simulation, channel, message)
        _log(call, AuditAction.MESSAGE_UNPIN)
    return no_content()


def _log(call: Call, action: AuditAction) -> None:
    channel, message = call.channel(), call.message()
    if channel.guild_id is not None:
        place = {"channel_id": str(channel.id), "message_id": str(message.id)}
        log(call.simulation, call.guild_of(channel), call.actor(), action, message.author.id, **place)

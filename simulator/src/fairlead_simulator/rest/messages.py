"""Messages in channels and the reactions under them."""

from aiohttp import web

from fairlead_simulator import messages
from fairlead_simulator.actions.actor import log
from fairlead_simulator.body import Body, integer, items, snowflake
from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.responses import no_content, reply
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.drafts import check_not_empty, draft_of, read_form
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.snowflake import created_at
from fairlead_simulator.world.audit import AuditAction
from fairlead_simulator.world.message_payload import message_payload
from fairlead_simulator.world.model import Channel, ChannelType, Message
from fairlead_simulator.world.payloads import user_payload
from fairlead_simulator.world.permissions import Permission

_MAX_LISTED = 100
_NEWEST = (1 << 63) - 1
_BULK = range(2, 101)
_BULK_SECONDS = 14 * 24 * 60 * 60
_SILENT = frozenset({ChannelType.CATEGORY, ChannelType.FORUM})


async def create(call: Call) -> web.Response:
    """Write a message as the bot."""
    application, channel = call.application(), call.channel()
    draft = draft_of(*await read_form(call))
    check_not_empty(draft)
    _check_writable(call, channel)
    message = messages.write(call.simulation, channel, application.bot, draft)
    return reply(_described(call, message))


async def get(call: Call) -> web.Response:
    """Describe a message."""
    return reply(_described(call, call.message()))


async def listed(call: Call) -> web.Response:
    """List a channel's messages, newest first, around, before or after an id, at most `limit`."""
    limit, channel = call.query("limit", integer(1, _MAX_LISTED), 50), call.channel()
    call.permit_in(channel, Permission.READ_MESSAGE_HISTORY)
    around = call.query("around", snowflake, None)
    if around is not None:
        earlier = [message_id for message_id in channel.messages if message_id < around]
        later = [message_id for message_id in channel.messages if message_id >= around]
        half = limit // 2
        chosen_ids = [*(earlier[-half:] if half else []), *later[: limit - half]]
        return reply([_described(call, channel.messages[message_id]) for message_id in reversed(chosen_ids)])
    after, before = call.query("after", snowflake, 0), call.query("before", snowflake, _NEWEST)
    found = [message for message in channel.messages.values() if after < message.id < before]
    chosen = found[:limit] if "after" in call.request.query else found[-limit:]
    return reply([_described(call, message) for message in reversed(chosen)])


async def edit(call: Call) -> web.Response:
    """Edit a message of the bot."""
    message = call.message()
    if message.author is not call.application().bot:
        raise ApiError(ErrorCode.CANNOT_EDIT_ANOTHERS_MESSAGE)
    messages.edit(call.simulation, message, draft_of(*await read_form(call)))
    return reply(_described(call, message))


async def delete(call: Call) -> web.Response:
    """Delete a message; somebody else's goes into the audit log."""
    channel, message = call.channel(), call.message()
    if message.author is call.application().bot:
        messages.delete(call.simulation, channel, message)
        return no_content()
    guild = call.guild_of(channel)
    call.permit_in(channel, Permission.MANAGE_MESSAGES)
    messages.delete(call.simulation, channel, message)
    about = {"channel_id": str(channel.id), "count": "1"}
    log(call.simulation, guild, call.actor(), AuditAction.MESSAGE_DELETE, message.author.id, **about)
    return no_content()


async def delete_all(call: Call) -> web.Response:
    """Delete 2 to 100 messages that are younger than two weeks."""
    channel = call.channel()
    guild = call.guild_of(channel)
    call.permit_in(channel, Permission.MANAGE_MESSAGES)
    message_ids = list(dict.fromkeys(Body(await call.body()).required("messages", items(snowflake))))
    if len(message_ids) not in _BULK:
        raise ApiError(ErrorCode.TOO_FEW_MESSAGES)
    oldest = call.simulation.clock.time() - _BULK_SECONDS
    if any(created_at(message_id) < oldest for message_id in message_ids):
        raise ApiError(ErrorCode.MESSAGE_TOO_OLD)
    messages.delete_all(call.simulation, channel, message_ids)
    count = str(len(message_ids))
    log(call.simulation, guild, call.actor(), AuditAction.MESSAGE_BULK_DELETE, channel.id, count=count)
    return no_content()


async def react(call: Call) -> web.Response:
    """Put an emoji under a message as the bot."""
    call.permit_in(call.channel(), Permission.ADD_REACTIONS)
    messages.react(call.simulation, call.message(), call.application().bot, call.request.match_info["emoji"])
    return no_content()


async def take_back(call: Call) -> web.Response:
    """Take an emoji back from under a message, the bot's own or another user's."""
    message, user = call.message(), call.user()
    if user is not call.application().bot:
        call.permit_in(call.channel(), Permission.MANAGE_MESSAGES)
    messages.take_back(call.simulation, message, user, call.request.match_info["emoji"])
    return no_content()


async def clear_reactions(call: Call) -> web.Response:
    """Take one emoji, or all, from under a message."""
    message = call.message()
    call.permit_in(call.channel(), Permission.MANAGE_MESSAGES)
    messages.clear_reactions(call.simulation, message, call.request.match_info.get("emoji"))
    return no_content()


async def reactors(call: Call) -> web.Response:
    """List the users who put an emoji under a message by id, after `after`, at most `limit`."""
    reactions = call.message().reactions.get(call.request.match_info["emoji"], set())
    after, limit = call.query("after", snowflake, 0), call.query("limit", integer(1, _MAX_LISTED), 25)
    user_ids = [user_id for user_id in sorted(reactions) if user_id > after]
    return reply([user_payload(call.simulation.world.users[user_id]) for user_id in user_ids[:limit]])


def _check_writable(call: Call, channel: Channel) -> None:
    if channel.type in _SILENT:
        raise ApiError(ErrorCode.WRONG_CHANNEL_TYPE)
    in_thread = channel.thread is not None
    call.permit_in(channel, Permission.SEND_MESSAGES_IN_THREADS if in_thread else Permission.SEND_MESSAGES)
    if channel.thread is not None and channel.thread.archived and channel.thread.locked:
        call.permit_in(channel, Permission.MANAGE_THREADS)


def _described(call: Call, message: Message) -> JsonObject:
    return message_payload(call.simulation.world, message, viewer=call.application().bot.id)

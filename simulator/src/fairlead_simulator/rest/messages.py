"""Messages in channels and the reactions under them."""

from aiohttp import web

from fairlead_simulator import messages
from fairlead_simulator.body import integer, snowflake
from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.responses import no_content, reply
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.drafts import check_not_empty, read_draft
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.world.message_payload import message_payload
from fairlead_simulator.world.model import Message, User
from fairlead_simulator.world.payloads import user_payload

_MAX_LISTED = 100
_NEWEST = (1 << 63) - 1


async def create(call: Call) -> web.Response:
    """Write a message as the bot."""
    application, channel = call.application(), call.channel()
    draft = await read_draft(call)
    check_not_empty(draft)
    message = messages.write(call.simulation, channel, application.bot, draft)
    return reply(_described(call, message))


async def get(call: Call) -> web.Response:
    """Describe a message."""
    return reply(_described(call, call.message()))


async def listed(call: Call) -> web.Response:
    """List a channel's messages, newest first, between `after` and `before`, at most `limit`."""
    limit = call.query("limit", integer(1, _MAX_LISTED), 50)
    after, before = call.query("after", snowflake, 0), call.query("before", snowflake, _NEWEST)
    found = [message for message in call.channel().messages.values() if after < message.id < before]
    chosen = found[:limit] if "after" in call.request.query else found[-limit:]
    return reply([_described(call, message) for message in reversed(chosen)])


async def edit(call: Call) -> web.Response:
    """Edit a message of the bot."""
    message = call.message()
    if message.author is not call.application().bot:
        raise ApiError(ErrorCode.CANNOT_EDIT_ANOTHERS_MESSAGE)
    messages.edit(call.simulation, message, await read_draft(call))
    return reply(_described(call, message))


async def delete(call: Call) -> web.Response:
    """Delete a message."""
    messages.delete(call.simulation, call.channel(), call.message())
    return no_content()


async def react(call: Call) -> web.Response:
    """Put an emoji under a message as the bot."""
    messages.react(call.simulation, call.message(), call.application().bot, call.request.match_info["emoji"])
    return no_content()


async def take_back(call: Call) -> web.Response:
    """Take an emoji back from under a message, the bot's own or another user's."""
    message, user = call.message(), call.user()
    messages.take_back(call.simulation, message, user, call.request.match_info["emoji"])
    return no_content()


async def reactors(call: Call) -> web.Response:
    """List the users who put an emoji under a message."""
    user_ids = call.message().reactions.get(call.request.match_info["emoji"], set())
    users: list[User] = [call.simulation.world.users[user_id] for user_id in sorted(user_ids)]
    return reply([user_payload(user) for user in users])


def _described(call: Call, message: Message) -> JsonObject:
    return message_payload(call.simulation.world, message, viewer=call.application().bot.id)

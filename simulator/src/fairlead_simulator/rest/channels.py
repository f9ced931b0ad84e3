"""Channels and direct messages."""

from aiohttp import web

from fairlead_simulator import messages
from fairlead_simulator.body import Body, snowflake
from fairlead_simulator.responses import no_content, reply
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.world.model import Channel, ChannelType
from fairlead_simulator.world.payloads import channel_payload


async def channel(call: Call) -> web.Response:
    """Describe a channel."""
    return reply(channel_payload(call.channel()))


async def typing(call: Call) -> web.Response:
    """Show that the bot types."""
    messages.type_in(call.simulation, call.channel(), call.application().bot)
    return no_content()


async def open_direct(call: Call) -> web.Response:
    """Open the DM channel with a user, the same one each time."""
    application = call.application()
    recipient_id = Body(await call.body()).required("recipient_id", snowflake)
    recipient = call.simulation.world.users.get(recipient_id)
    if recipient is None:
        raise ApiError(ErrorCode.UNKNOWN_USER)
    found = application.direct_channels.get(recipient_id)
    if found is None:
        found = Channel(
            call.simulation.snowflakes.next(), ChannelType.DM, "", recipient=recipient, bot_id=application.bot.id
        )
        application.direct_channels[recipient_id] = found
        call.simulation.world.add_channel(found)
    return reply(channel_payload(found))

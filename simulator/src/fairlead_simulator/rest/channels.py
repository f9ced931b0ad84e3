"""Channels of guilds and direct messages.

Source: https://discord.com/developers/docs/resources/channel
"""

from aiohttp import web

from fairlead_simulator import messages
from fairlead_simulator.actions import channels as actions
from fairlead_simulator.body import Body, integer, items, mapping, member_of, snowflake
from fairlead_simulator.direct_messages import direct_channel
from fairlead_simulator.responses import no_content, reply
from fairlead_simulator.rest import channel_fields
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.world import guild_events
from fairlead_simulator.world.model import THREADS, Channel, ChannelType, Overwrite, OverwriteType
from fairlead_simulator.world.payloads import channel_payload
from fairlead_simulator.world.permissions import Permission


async def listed(call: Call) -> web.Response:
    """List a guild's channels; threads are none of them."""
    return reply([channel_payload(channel) for channel in call.guild().channels.values()])


async def get(call: Call) -> web.Response:
    """Describe a channel."""
    return reply(channel_payload(call.channel()))


async def create(call: Call) -> web.Response:
    """Make a channel of a guild."""
    guild, body = call.guild(), Body(await call.body())
    call.permit(guild, Permission.MANAGE_CHANNELS)
    kind = body.optional("type", member_of(ChannelType), ChannelType.TEXT)
    if kind in THREADS or kind is ChannelType.DM:
        raise ApiError(ErrorCode.WRONG_CHANNEL_TYPE)
    channel = Channel(
        call.simulation.snowflakes.next(), kind, channel_fields.name(body), guild.id, position=len(guild.channels)
    )
    channel_fields.change(guild, channel, body, call.simulation.clock.time())
    actions.create(call.simulation, guild, channel, call.actor())
    return reply(channel_payload(channel), 201)


async def edit(call: Call) -> web.Response:
    """Change a channel, or a thread's name, archive and lock."""
    channel = call.channel()
    guild = call.guild_of(channel)
    needed = Permission.MANAGE_CHANNELS if channel.thread is None else Permission.MANAGE_THREADS
    if channel.thread is None or channel.thread.owner_id != call.application().bot.id:
        call.permit_in(channel, needed)
    changes = channel_fields.change(guild, channel, Body(await call.body()), call.simulation.clock.time())
    actions.tell_changed(call.simulation, guild, channel, changes, call.actor())
    return reply(channel_payload(channel))


async def delete(call: Call) -> web.Response:
    """Delete a channel or a thread; a DM is only closed and opens again with the next message."""
    channel = call.channel()
    if channel.guild_id is not None:
        needed = Permission.MANAGE_CHANNELS if channel.thread is None else Permission.MANAGE_THREADS
        call.permit_in(channel, needed)
        actions.delete(call.simulation, call.guild_of(channel), channel, call.actor())
    return reply(channel_payload(channel))


async def reorder(call: Call) -> web.Response:
    """Move channels to positions."""
    guild = call.guild()
    call.permit(guild, Permission.MANAGE_CHANNELS)
    for index, value in enumerate(items(mapping)(await call.body(), ())):
        body = Body(value, (str(index),))
        channel = guild.channels.get(body.required("id", snowflake))
        if channel is None:
            raise ApiError(ErrorCode.UNKNOWN_CHANNEL)
        channel.position = body.optional("position", integer(0), channel.position)
        call.simulation.dispatch(guild_events.channel_updated(channel))
    return no_content()


async def overwrite(call: Call) -> web.Response:
    """Say what a role or a member may do in a channel."""
    channel = call.channel()
    guild, body = call.guild_of(channel), Body(await call.body())
    call.permit_in(channel, Permission.MANAGE_ROLES)
    wanted = Overwrite(
        call.path_id("overwrite_id", ErrorCode.UNKNOWN_OVERWRITE),
        body.required("type", member_of(OverwriteType)),
        body.optional("allow", snowflake, 0),
        body.optional("deny", snowflake, 0),
    )
    known = guild.roles if wanted.type is OverwriteType.ROLE else guild.members
    if wanted.id not in known:
        raise ApiError(ErrorCode.UNKNOWN_OVERWRITE)
    actions.overwrite(call.simulation, guild, channel, wanted, call.actor())
    return no_content()


async def lift_overwrite(call: Call) -> web.Response:
    """Let a role or a member do in a channel what they may do in the guild."""
    channel = call.channel()
    call.permit_in(channel, Permission.MANAGE_ROLES)
    found = channel.overwrites.get(call.path_id("overwrite_id", ErrorCode.UNKNOWN_OVERWRITE))
    if found is None:
        raise ApiError(ErrorCode.UNKNOWN_OVERWRITE)
    actions.lift_overwrite(call.simulation, call.guild_of(channel), channel, found, call.actor())
    return no_content()


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
    return reply(channel_payload(direct_channel(call.simulation, application, recipient)))

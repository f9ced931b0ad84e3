"""Threads: beginning them, who is in them, and which there are.

Source: https://discord.com/developers/docs/resources/channel#start-thread-from-message
"""

from aiohttp import web

from fairlead_simulator import messages
from fairlead_simulator.actions import channels as actions
from fairlead_simulator.body import Body, flag, integer, mapping, member_of, snowflake
from fairlead_simulator.jsonvalue import Json
from fairlead_simulator.messages import Draft
from fairlead_simulator.responses import no_content, reply
from fairlead_simulator.rest import channel_fields
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.drafts import check_not_empty, draft_of, read_form
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.rest.members import moment
from fairlead_simulator.world.message_payload import message_payload
from fairlead_simulator.world.model import THREADS, Channel, ChannelType, Guild, MessageFlag
from fairlead_simulator.world.payloads import channel_payload, thread_member_payload
from fairlead_simulator.world.permissions import Permission
from fairlead_simulator.world.thread import Thread

_MAX_LISTED = 100
_NEWEST = float("inf")


async def from_message(call: Call) -> web.Response:
    """Begin a thread under a message; it has the message's id."""
    channel, message = call.channel(), call.message()
    guild, body = call.guild_of(channel), Body(await call.body())
    call.permit_in(channel, Permission.CREATE_PUBLIC_THREADS)
    if channel.type not in {ChannelType.TEXT, ChannelType.ANNOUNCEMENT}:
        raise ApiError(ErrorCode.WRONG_CHANNEL_TYPE)
    if message.id in guild.threads:
        raise ApiError(ErrorCode.THREAD_ALREADY_CREATED)
    kind = ChannelType.PUBLIC_THREAD if channel.type is ChannelType.TEXT else ChannelType.ANNOUNCEMENT_THREAD
    thread = _begin(call, guild, channel, body, kind, message.id)
    messages.edit_flags(call.simulation, message, message.flags | MessageFlag.HAS_THREAD)
    return reply(_joined(call, thread), 201)


async def create(call: Call) -> web.Response:
    """Begin a thread without a message, or in a forum a thread with its first message."""
    channel = call.channel()
    guild = call.guild_of(channel)
    value, attachments = await read_form(call)
    body = Body(value)
    if channel.type is ChannelType.FORUM:
        draft = draft_of(body.required("message", mapping), attachments, ("message",))
        check_not_empty(draft)
        call.permit_in(channel, Permission.SEND_MESSAGES)
        thread = _begin(call, guild, channel, body, ChannelType.PUBLIC_THREAD, call.simulation.snowflakes.next())
        return reply(_joined(call, thread) | {"message": _first_message(call, thread, draft)}, 201)
    kind = body.optional("type", member_of(ChannelType), ChannelType.PRIVATE_THREAD)
    if kind not in THREADS or channel.type not in {ChannelType.TEXT, ChannelType.ANNOUNCEMENT}:
        raise ApiError(ErrorCode.WRONG_CHANNEL_TYPE)
    private = kind is ChannelType.PRIVATE_THREAD
    call.permit_in(channel, Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS)
    return reply(_joined(call, _begin(call, guild, channel, body, kind, call.simulation.snowflakes.next())), 201)


async def join(call: Call) -> web.Response:
    """Let the bot or another member join a thread."""
    guild, thread, _ = _thread(call)
    _check_open(thread)
    actions.join_thread(call.simulation, guild, thread, _user_id(call, guild))
    return no_content()


async def leave(call: Call) -> web.Response:
    """Let the bot leave a thread, or remove another member."""
    guild, thread, _ = _thread(call)
    _check_open(thread)
    user_id = _user_id(call, guild)
    if user_id != call.application().bot.id:
        call.permit_in(thread, Permission.MANAGE_THREADS)
    actions.leave_thread(call.simulation, guild, thread, user_id)
    return no_content()


async def members(call: Call) -> web.Response:
    """List who is in a thread by user id, after `after`, at most `limit`."""
    guild, thread, state = _thread(call)
    after, limit = call.query("after", snowflake, 0), call.query("limit", integer(1, _MAX_LISTED), _MAX_LISTED)
    user_ids = [user_id for user_id in sorted(state.joined) if user_id > after]
    with_member = _wanted(call, "with_member")
    return reply(
        [
            thread_member_payload(thread, user_id, guild.members.get(user_id) if with_member else None)
            for user_id in user_ids[:limit]
        ]
    )


async def member(call: Call) -> web.Response:
    """Say that somebody is in a thread."""
    guild, thread, state = _thread(call)
    user_id = _user_id(call, guild)
    if user_id not in state.joined:
        raise ApiError(ErrorCode.UNKNOWN_MEMBER)
    found = guild.members[user_id] if _wanted(call, "with_member") else None
    return reply(thread_member_payload(thread, user_id, found))


async def active(call: Call) -> web.Response:
    """List the threads of a guild that are not archived, with those that the bot is in."""
    guild = call.guild()
    found = [thread for thread in guild.threads.values() if thread.thread is not None and not thread.thread.archived]
    found.sort(key=lambda thread: thread.id, reverse=True)
    return reply({"threads": [*map(channel_payload, found)], "members": _own(call, found), "has_more": False})


async def archived(call: Call) -> web.Response:
    """List a channel's archived threads of the kind in the path, the last archived first, before `before`."""
    channel = call.channel()
    guild = call.guild_of(channel)
    private, own = call.request.path.endswith("private"), "/users/@me/" in call.request.path
    if private and not own:
        call.permit_in(channel, Permission.MANAGE_THREADS)
    limit = call.query("limit", integer(2, _MAX_LISTED), 50)
    before = _NEWEST if own else call.query("before", moment, _NEWEST)
    bot_id = call.application().bot.id
    found = [
        (thread.thread.archive_changed, thread)
        for thread in guild.threads.values()
        if thread.thread is not None
        and thread.parent_id == channel.id
        and thread.thread.archived
        and (thread.type is ChannelType.PRIVATE_THREAD) == private
        and thread.thread.archive_changed < before
        and (not own or bot_id in thread.thread.joined)
    ]
    threads = [thread for _, thread in sorted(found, key=lambda pair: (pair[0], pair[1].id), reverse=True)]
    shown = threads[:limit]
    return reply(
        {"threads": [*map(channel_payload, shown)], "members": _own(call, shown), "has_more": len(threads) > limit}
    )


def _begin(call: Call, guild: Guild, channel: Channel, body: Body, kind: ChannelType, thread_id: int) -> Channel:
    now, actor = call.simulation.clock.time(), call.actor()
    state = Thread(
        actor.user.id,
        created=now,
        archive_changed=now,
        archive_minutes=channel_fields.archive_minutes(body),
        invitable=body.optional("invitable", flag, default=True),
    )
    thread = Channel(
        thread_id,
        kind,
        channel_fields.name(body),
        guild.id,
        parent_id=channel.id,
        slow_mode=channel_fields.slow_mode(body),
        thread=state,
    )
    actions.begin_thread(call.simulation, guild, thread, actor)
    return thread


def _first_message(call: Call, thread: Channel, draft: Draft) -> Json:
    draft.message_id = thread.id
    message = messages.write(call.simulation, thread, call.application().bot, draft)
    return message_payload(call.simulation.world, message)


def _joined(call: Call, thread: Channel) -> dict[str, Json]:
    payload = channel_payload(thread)
    payload["member"] = thread_member_payload(thread, call.application().bot.id)
    return payload


def _thread(call: Call) -> tuple[Guild, Channel, Thread]:
    channel = call.channel()
    if channel.thread is None:
        raise ApiError(ErrorCode.WRONG_CHANNEL_TYPE)
    return call.guild_of(channel), channel, channel.thread


def _check_open(thread: Channel) -> None:
    if thread.thread is not None and thread.thread.archived:
        raise ApiError(ErrorCode.THREAD_ARCHIVED)


def _user_id(call: Call, guild: Guild) -> int:
    if call.request.match_info.get("user_id", "@me") == "@me":
        return call.application().bot.id
    user_id = call.path_id("user_id", ErrorCode.UNKNOWN_MEMBER)
    if user_id not in guild.members:
        raise ApiError(ErrorCode.UNKNOWN_MEMBER)
    return user_id


def _own(call: Call, threads: list[Channel]) -> list[Json]:
    bot_id = call.application().bot.id
    return [
        thread_member_payload(thread, bot_id)
        for thread in threads
        if thread.thread is not None and bot_id in thread.thread.joined
    ]


def _wanted(call: Call, name: str) -> bool:
    return call.request.query.get(name, "").lower() in {"1", "true"}

"""Webhooks: making and using them; under an application's id, the webhook of its interactions.

Source: https://discord.com/developers/docs/resources/webhook
"""

from aiohttp import web

from fairlead_simulator import messages
from fairlead_simulator.actions.actor import Actor, log
from fairlead_simulator.body import Body, snowflake, text
from fairlead_simulator.responses import no_content, reply
from fairlead_simulator.rest import interactions
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.drafts import check_not_empty, draft_of, read_form
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.token import webhook_token
from fairlead_simulator.world import guild_events
from fairlead_simulator.world.audit import AuditAction, change
from fairlead_simulator.world.message_payload import message_payload
from fairlead_simulator.world.model import Channel, Message, User
from fairlead_simulator.world.permissions import Permission
from fairlead_simulator.world.webhook import Webhook

_MAX_NAME = 80


async def create(call: Call) -> web.Response:
    """Make a webhook for a channel."""
    channel = call.channel()
    guild, application = call.guild_of(channel), call.application()
    call.permit_in(channel, Permission.MANAGE_WEBHOOKS)
    if channel.thread is not None:
        raise ApiError(ErrorCode.WRONG_CHANNEL_TYPE)
    name = Body(await call.body()).required("name", text(1, _MAX_NAME))
    webhook = Webhook(
        call.simulation.snowflakes.next(),
        guild.id,
        channel.id,
        name,
        webhook_token(),
        creator=application.bot,
        application_id=application.id,
    )
    call.simulation.world.webhooks[webhook.id] = webhook
    _tell(call, webhook, call.actor(), AuditAction.WEBHOOK_CREATE, None, name)
    return reply(webhook.payload())


async def of_channel(call: Call) -> web.Response:
    """List a channel's webhooks."""
    channel = call.channel()
    call.permit_in(channel, Permission.MANAGE_WEBHOOKS)
    found = call.simulation.world.webhooks.values()
    return reply([webhook.payload() for webhook in found if webhook.channel_id == channel.id])


async def of_guild(call: Call) -> web.Response:
    """List a guild's webhooks."""
    guild = call.guild()
    call.permit(guild, Permission.MANAGE_WEBHOOKS)
    found = call.simulation.world.webhooks.values()
    return reply([webhook.payload() for webhook in found if webhook.guild_id == guild.id])


async def get(call: Call) -> web.Response:
    """Describe a webhook, to a bot or to who has its token."""
    return reply(_webhook(call).payload(with_creator=not _by_token(call)))


async def edit(call: Call) -> web.Response:
    """Change a webhook's name, and as a bot its channel."""
    webhook = _webhook(call)
    body, before = Body(await call.body()), webhook.name
    name = body.optional("name", text(1, _MAX_NAME), webhook.name)
    channel_id = webhook.channel_id if _by_token(call) else body.optional("channel_id", snowflake, webhook.channel_id)
    if channel_id not in call.simulation.world.guilds[webhook.guild_id].channels:
        raise ApiError(ErrorCode.UNKNOWN_CHANNEL)
    webhook.name, webhook.channel_id = name, channel_id
    _tell(call, webhook, _actor(call, webhook), AuditAction.WEBHOOK_UPDATE, before, name)
    return reply(webhook.payload(with_creator=not _by_token(call)))


async def delete(call: Call) -> web.Response:
    """Delete a webhook."""
    webhook = _webhook(call)
    actor = _actor(call, webhook)
    del call.simulation.world.webhooks[webhook.id]
    _tell(call, webhook, actor, AuditAction.WEBHOOK_DELETE, webhook.name, None)
    return no_content()


async def execute(call: Call) -> web.Response:
    """Write as a webhook, or follow an interaction up."""
    if _is_of_interactions(call):
        return await interactions.follow_up(call)
    webhook = _webhook(call)
    value, attachments = await read_form(call)
    draft, body = draft_of(value, attachments), Body(value)
    check_not_empty(draft)
    username = body.optional("username", text(1, _MAX_NAME), webhook.name)
    author, channel = User(webhook.id, username, bot=True), _channel(call, webhook)
    message = messages.compose(
        call.simulation, channel, author, draft, application_id=webhook.application_id, webhook_id=webhook.id
    )
    messages.publish(call.simulation, channel, message)
    if call.request.query.get("wait", "").lower() not in {"1", "true"}:
        return no_content()
    return reply(message_payload(call.simulation.world, message))


async def get_message(call: Call) -> web.Response:
    """Describe a message of a webhook or of an interaction."""
    if _is_of_interactions(call):
        return await interactions.get(call)
    return reply(message_payload(call.simulation.world, _message(call)[1]))


async def edit_message(call: Call) -> web.Response:
    """Edit a message of a webhook or of an interaction."""
    if _is_of_interactions(call):
        return await interactions.edit(call)
    message = _message(call)[1]
    messages.edit(call.simulation, message, draft_of(*await read_form(call)))
    return reply(message_payload(call.simulation.world, message))


async def delete_message(call: Call) -> web.Response:
    """Delete a message of a webhook or of an interaction."""
    if _is_of_interactions(call):
        return await interactions.delete(call)
    channel, message = _message(call)
    messages.delete(call.simulation, channel, message)
    return no_content()


def _is_of_interactions(call: Call) -> bool:
    return call.path_id("webhook_id", ErrorCode.UNKNOWN_WEBHOOK) in call.simulation.applications


def _by_token(call: Call) -> bool:
    return "webhook_token" in call.request.match_info


def _webhook(call: Call) -> Webhook:
    found = call.simulation.world.webhooks.get(call.path_id("webhook_id", ErrorCode.UNKNOWN_WEBHOOK))
    if _by_token(call):
        if found is None:
            raise ApiError(ErrorCode.UNKNOWN_WEBHOOK)
        if found.token != call.request.match_info["webhook_token"]:
            raise ApiError(ErrorCode.INVALID_TOKEN)
        return found
    application = call.application()
    if found is None or found.guild_id not in application.guild_ids:
        raise ApiError(ErrorCode.UNKNOWN_WEBHOOK)
    call.permit(call.simulation.world.guilds[found.guild_id], Permission.MANAGE_WEBHOOKS)
    return found


def _actor(call: Call, webhook: Webhook) -> Actor:
    return Actor(webhook.creator) if _by_token(call) else call.actor()


def _channel(call: Call, webhook: Webhook) -> Channel:
    thread_id = call.query("thread_id", snowflake, None)
    if thread_id is None:
        return call.simulation.world.channels[webhook.channel_id]
    thread = call.simulation.world.guilds[webhook.guild_id].threads.get(thread_id)
    if thread is None or thread.parent_id != webhook.channel_id:
        raise ApiError(ErrorCode.UNKNOWN_CHANNEL)
    return thread


def _message(call: Call) -> tuple[Channel, Message]:
    webhook = _webhook(call)
    channel = _channel(call, webhook)
    message = channel.messages.get(call.path_id("message_id", ErrorCode.UNKNOWN_MESSAGE))
    if message is None or message.webhook_id != webhook.id:
        raise ApiError(ErrorCode.UNKNOWN_MESSAGE)
    return channel, message


def _tell(
    call: Call, webhook: Webhook, actor: Actor, action: AuditAction, before: str | None, after: str | None
) -> None:
    guild = call.simulation.world.guilds[webhook.guild_id]
    call.simulation.dispatch(guild_events.webhooks_changed(guild.channels[webhook.channel_id]))
    log(call.simulation, guild, actor, action, webhook.id, change("name", before, after))

"""Answering interactions: the callback, and the webhook for edits and followups. Their token replaces the bot's.

Source: https://discord.com/developers/docs/interactions/receiving-and-responding#responding-to-an-interaction
"""

from aiohttp import web

from fairlead_simulator.application import Application
from fairlead_simulator.body import Body, BodyError, mapping, member_of, snowflake, text
from fairlead_simulator.interactions import answers
from fairlead_simulator.interactions.components import components
from fairlead_simulator.interactions.model import Interaction, ResponseType
from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.messages import Draft
from fairlead_simulator.responses import no_content, reply
from fairlead_simulator.rest.call import Call
from fairlead_simulator.rest.drafts import check_not_empty, draft_of, read_form
from fairlead_simulator.rest.errors import ApiError, ErrorCode
from fairlead_simulator.violations import Rule
from fairlead_simulator.world.message_payload import message_payload
from fairlead_simulator.world.model import Attachment, Message, MessageFlag

_ORIGINAL = "@original"


async def callback(call: Call) -> web.Response:
    """Take the first answer to an interaction, once, within three seconds."""
    application, interaction = _interaction(call)
    if call.path_id("interaction_id", ErrorCode.UNKNOWN_INTERACTION) != interaction.id:
        raise ApiError(ErrorCode.UNKNOWN_INTERACTION)
    value, attachments = await read_form(call)
    body = Body(value)
    kind = body.required("type", member_of(ResponseType))
    data = body.optional("data", mapping) or {}
    draft = _draft_of(kind, data, attachments)
    if kind is ResponseType.MESSAGE:
        check_not_empty(draft)
    if kind is ResponseType.MODAL:
        data = _modal(data)
    _check_open(call, interaction)
    if not answers.fits(interaction, kind):
        raise BodyError(("type",), "INTERACTION_CALLBACK_TYPE_INVALID", "This answer does not fit the interaction")
    answers.answer(call.simulation, application, interaction, kind, data, draft)
    if call.request.query.get("with_response", "").lower() not in {"1", "true"}:
        return no_content()
    return reply(_callback_payload(call, interaction, kind))


async def follow_up(call: Call) -> web.Response:
    """Send a message after the first answer."""
    application, interaction = _interaction(call)
    draft = draft_of(*await read_form(call))
    check_not_empty(draft)
    if interaction.response is None:
        raise ApiError(ErrorCode.UNKNOWN_WEBHOOK)
    message = answers.follow_up(call.simulation, application, interaction, draft)
    return reply(message_payload(call.simulation.world, message))


async def get(call: Call) -> web.Response:
    """Describe the first answer or a followup."""
    _, interaction = _interaction(call)
    return reply(message_payload(call.simulation.world, _message(call, interaction)))


async def edit(call: Call) -> web.Response:
    """Edit the first answer or a followup."""
    _, interaction = _interaction(call)
    message = _message(call, interaction)
    answers.edit_answer(call.simulation, interaction, message, draft_of(*await read_form(call)))
    return reply(message_payload(call.simulation.world, message))


async def delete(call: Call) -> web.Response:
    """Delete the first answer or a followup."""
    _, interaction = _interaction(call)
    answers.delete_answer(call.simulation, interaction, _message(call, interaction))
    return no_content()


def _interaction(call: Call) -> tuple[Application, Interaction]:
    is_callback = "interaction_id" in call.request.match_info
    token = call.request.match_info["interaction_token" if is_callback else "webhook_token"]
    for application in call.simulation.applications.values():
        interaction = application.interactions.get(token)
        if interaction is None:
            continue
        if not is_callback and call.path_id("webhook_id", ErrorCode.UNKNOWN_WEBHOOK) != application.id:
            break
        if interaction.over(call.simulation.clock.monotonic()):
            raise ApiError(ErrorCode.UNKNOWN_INTERACTION if is_callback else ErrorCode.INVALID_TOKEN)
        return application, interaction
    raise ApiError(ErrorCode.UNKNOWN_INTERACTION if is_callback else ErrorCode.UNKNOWN_WEBHOOK)


def _check_open(call: Call, interaction: Interaction) -> None:
    if interaction.response is not None:
        call.simulation.violations.count(Rule.INTERACTION_ANSWERED_TWICE)
        raise ApiError(ErrorCode.ALREADY_ACKNOWLEDGED)
    if interaction.late(call.simulation.clock.monotonic()):
        call.simulation.violations.count(Rule.INTERACTION_ANSWERED_LATE)
        raise ApiError(ErrorCode.UNKNOWN_INTERACTION)


def _draft_of(kind: ResponseType, data: JsonObject, attachments: list[Attachment]) -> Draft:
    if kind in {ResponseType.MESSAGE, ResponseType.DEFERRED_MESSAGE, ResponseType.UPDATE_MESSAGE}:
        return draft_of(data, attachments, ("data",))
    return Draft()


def _modal(data: JsonObject) -> JsonObject:
    body = Body(data, ("data",))
    checked: JsonObject = {
        "custom_id": body.required("custom_id", text(1, 100)),
        "title": body.required("title", text(1, 45)),
        "components": body.required("components", components),
    }
    return data | checked


def _message(call: Call, interaction: Interaction) -> Message:
    name = call.request.match_info["message_id"]
    if name == _ORIGINAL:
        message = interaction.original
    else:
        message_id = snowflake(name, ("message_id",))
        message = interaction.followups.get(message_id)
        if message is None and interaction.original is not None and interaction.original.id == message_id:
            message = interaction.original
    if message is None:
        raise ApiError(ErrorCode.UNKNOWN_MESSAGE)
    return message


def _callback_payload(call: Call, interaction: Interaction, kind: ResponseType) -> JsonObject:
    described: JsonObject = {
        "id": str(interaction.id),
        "type": interaction.type.value,
        "response_message_loading": kind is ResponseType.DEFERRED_MESSAGE,
    }
    payload: JsonObject = {"interaction": described}
    if interaction.original is not None:
        described["response_message_id"] = str(interaction.original.id)
        described["response_message_ephemeral"] = bool(interaction.original.flags & MessageFlag.EPHEMERAL)
        message = message_payload(call.simulation.world, interaction.original)
        payload["resource"] = {"type": kind.value, "message": message}
    return payload

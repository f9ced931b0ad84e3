"""Using an application as a user: running its commands, using its components, submitting its modals."""

from aiohttp import web

from fairlead_simulator.application import Application
from fairlead_simulator.body import Body, anything, items, mapping, number, snowflake, text
from fairlead_simulator.commands import Command, CommandType
from fairlead_simulator.control.requests import (
    ControlRefusedError,
    application_in,
    channel_in,
    guild_in,
    read_body,
    user_in,
)
from fairlead_simulator.interactions import components
from fairlead_simulator.interactions.model import ANSWER_SECONDS, Interaction, InteractionType, ResponseType
from fairlead_simulator.interactions.options import resolve_options, resolve_target
from fairlead_simulator.interactions.run import Place, run_command, settled, submit_modal, use_component
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.message_payload import message_payload
from fairlead_simulator.world.model import Guild, Message, MessageFlag

_MAX_WAIT_SECONDS = 900.0
_PLACE = ("guild_id", "channel_id", "user_id")


async def run(simulation: Simulation, request: web.Request) -> Json:
    """Run a command: `guild_id`, `name` (with subcommands after a space), `options`, `wait` (seconds) and more.

    `application_id` is whose command it is, the first application's by default; `use` and `submit` take it as well.
    `target_id` is the member or message that a command of the context menu is called on; `focused` names the option
    that the user is still typing, for which the application is asked for choices.

    Raises:
        ControlRefusedError: No such command is registered, the user may not use it, or there is no such guild,
            channel, member or message.
    """
    body = await read_body(request, "application_id", *_PLACE, "name", "options", "target_id", "focused", "wait")
    guild, application = guild_in(simulation, body), application_in(simulation, body)
    place = Place(guild, channel_in(guild, body), user_in(guild, body))
    target_id, focused = body.optional("target_id", snowflake), body.optional("focused", text(1))
    command, subcommands = _command(application, guild, body.required("name", text(1)), slash=target_id is None)
    if not application.access.allows(command, guild, place.channel, place.user.id):
        raise ControlRefusedError(403, f"User {place.user.id} may not use {command.draft.name!r} in this channel.")
    if target_id is None:
        given = body.optional("options", mapping) or {}
        options = resolve_options(guild, command.draft.fields, subcommands, given, focused=focused)
    else:
        message = place.channel.messages.get(target_id) if command.draft.type is CommandType.MESSAGE else None
        if message is None and command.draft.type is CommandType.MESSAGE:
            raise ControlRefusedError(404, f"Channel {place.channel.id} has no message {target_id}.")
        options = resolve_target(guild, message, simulation.world, target_id)
    kind = InteractionType.COMMAND if focused is None else InteractionType.AUTOCOMPLETE
    interaction = run_command(simulation, application, command, place, options, kind=kind)
    return await _result(simulation, body, interaction)


async def use(simulation: Simulation, request: web.Request) -> Json:
    """Use a component: `message_id`, `custom_id`, for a select `values`, and `user_id`, `wait` (seconds).

    Raises:
        ControlRefusedError: There is no such message or component.
    """
    body = await read_body(request, "application_id", *_PLACE, "message_id", "custom_id", "values", "wait")
    guild, application = guild_in(simulation, body), application_in(simulation, body)
    message_id, custom_id = body.required("message_id", snowflake), body.required("custom_id", text(1))
    message = _seen(application, guild, message_id)
    component = components.find(message.components, custom_id)
    if component is None:
        known = ", ".join(components.custom_ids(message.components)) or "none"
        raise ControlRefusedError(404, f"Message {message_id} has no component {custom_id!r}; there are: {known}.")
    data = components.used(guild, component, body.optional("values", items(anything)) or [])
    place = Place(guild, simulation.world.channels[message.channel_id], user_in(guild, body))
    return await _result(simulation, body, use_component(simulation, application, message, place, data))


async def submit(simulation: Simulation, request: web.Request) -> Json:
    """Submit a modal: `interaction_id` (the one answered with it), `values` by custom id, and `wait` (seconds).

    Raises:
        ControlRefusedError: No such interaction was answered with a modal.
    """
    body = await read_body(request, "application_id", "interaction_id", "values", "wait")
    application = application_in(simulation, body)
    interaction_id = body.required("interaction_id", snowflake)
    shown_by = next((known for known in application.interactions.values() if known.id == interaction_id), None)
    if shown_by is None or shown_by.response is not ResponseType.MODAL:
        raise ControlRefusedError(404, f"Interaction {interaction_id} was not answered with a modal.")
    modal = Body(shown_by.response_data)
    data: JsonObject = {
        "custom_id": modal.required("custom_id", text()),
        "components": components.typed(
            modal.required("components", items(anything)), body.optional("values", mapping) or {}
        ),
    }
    return await _result(simulation, body, submit_modal(simulation, application, shown_by, data))


async def _result(simulation: Simulation, body: Body, interaction: Interaction) -> JsonObject:
    answered = await settled(interaction, body.optional("wait", number(0, _MAX_WAIT_SECONDS), ANSWER_SECONDS))
    return _described(simulation, interaction, answered=answered)


def _command(application: Application, guild: Guild, words: str, *, slash: bool) -> tuple[Command, list[str]]:
    name, subcommands = words, list[str]()
    if slash:
        name, *subcommands = words.removeprefix("/").split()
    command = application.commands.find(guild.id, name, slash=slash)
    if command is None:
        places = application.commands.listed(guild.id) + application.commands.listed(None)
        names = ", ".join(sorted({known.draft.name for known in places})) or "none"
        raise ControlRefusedError(404, f"There is no command {name!r} in guild {guild.id}; registered are: {names}.")
    return command, subcommands


def _seen(application: Application, guild: Guild, message_id: int) -> Message:
    for channel in (*guild.channels.values(), *guild.threads.values()):
        if message_id in channel.messages:
            return channel.messages[message_id]
    for interaction in application.interactions.values():
        for message in (interaction.original, *interaction.followups.values()):
            if message is not None and message.id == message_id and message.guild_id == guild.id:
                return message
    raise ControlRefusedError(404, f"There is no message {message_id} in guild {guild.id}.")


def _described(simulation: Simulation, interaction: Interaction, *, answered: bool) -> JsonObject:
    original = interaction.original
    after = interaction.answered_after
    flags = original.flags if original is not None else 0
    return {
        "interaction_id": str(interaction.id),
        "answered": answered,
        "elapsed_ms": None if after is None else round(after * 1000, 3),
        "type": None if interaction.response is None else interaction.response.value,
        "data": interaction.response_data,
        "ephemeral": bool(flags & MessageFlag.EPHEMERAL),
        "content": None if original is None else original.content,
        "edits": interaction.edits,
        "messages": [
            message_payload(simulation.world, message)
            for message in (*([] if original is None else [original]), *interaction.followups.values())
        ],
    }

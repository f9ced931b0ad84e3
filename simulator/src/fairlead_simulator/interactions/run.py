"""Lets a user do something that an application answers: makes the interaction, tells the application, waits.

Source: https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
"""

import asyncio
from dataclasses import dataclass

from fairlead_simulator.application import Application
from fairlead_simulator.commands import Command
from fairlead_simulator.interactions.model import Interaction, InteractionType
from fairlead_simulator.interactions.options import ResolvedOptions
from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.token import interaction_token
from fairlead_simulator.world import payloads, permissions
from fairlead_simulator.world.events import interaction_created
from fairlead_simulator.world.message_payload import message_payload
from fairlead_simulator.world.model import Channel, Guild, Message, User

_ATTACHMENT_LIMIT_BYTES = 10 << 20


@dataclass(frozen=True, slots=True)
class Place:
    """Who does something, and where: a member of a guild in one of its channels."""

    guild: Guild
    channel: Channel
    user: User


def run_command(
    simulation: Simulation,
    application: Application,
    command: Command,
    place: Place,
    options: ResolvedOptions,
    *,
    kind: InteractionType = InteractionType.COMMAND,
) -> Interaction:
    """Run a command as a user, or ask for what an option may be, and tell the application.

    Args:
        simulation: The simulation.
        application: Whose command it is.
        command: The command.
        place: Who runs it where.
        options: What was typed, or the user or message that the command was called on.
        kind: `COMMAND`, or `AUTOCOMPLETE` while the user still types.
    """
    data: JsonObject = {"id": str(command.id), "name": command.draft.name, "type": command.draft.type.value}
    if options.options:
        data["options"] = options.options
    if options.resolved:
        data["resolved"] = options.resolved
    if options.target_id is not None:
        data["target_id"] = str(options.target_id)
    if command.guild_id is not None:
        data["guild_id"] = str(command.guild_id)
    interaction = _interaction(simulation, kind, place)
    interaction.command_name = command.draft.name
    _send(simulation, application, interaction, data)
    return interaction


def use_component(
    simulation: Simulation, application: Application, message: Message, place: Place, data: JsonObject
) -> Interaction:
    """Press a button of a message or choose in its select, and tell the application; `data` says which and what."""
    interaction = _interaction(simulation, InteractionType.COMPONENT, place)
    interaction.source = message
    _send(simulation, application, interaction, data)
    return interaction


def submit_modal(
    simulation: Simulation, application: Application, shown_by: Interaction, data: JsonObject
) -> Interaction:
    """Submit the modal that an interaction was answered with, and tell the application; `data` is what was typed."""
    place = Place(shown_by.guild, shown_by.channel, shown_by.user)
    interaction = _interaction(simulation, InteractionType.MODAL_SUBMIT, place)
    interaction.source = shown_by.source
    _send(simulation, application, interaction, data)
    return interaction


async def settled(interaction: Interaction, seconds: float) -> bool:
    """Wait until the user sees an answer, but not longer than some seconds; return whether there was a first answer."""
    try:
        async with asyncio.timeout(seconds):
            while not interaction.settled:
                interaction.changed.clear()
                await interaction.changed.wait()
    except TimeoutError:
        return interaction.response is not None
    return True


def _interaction(simulation: Simulation, kind: InteractionType, place: Place) -> Interaction:
    return Interaction(
        id=simulation.snowflakes.next(),
        token=interaction_token(),
        type=kind,
        guild=place.guild,
        channel=place.channel,
        user=place.user,
        created=simulation.clock.monotonic(),
    )


def _send(simulation: Simulation, application: Application, interaction: Interaction, data: JsonObject) -> None:
    _forget_old(application, interaction.created)
    application.interactions[interaction.token] = interaction
    payload = _payload(application, interaction, data)
    if interaction.source is not None:
        payload["message"] = message_payload(simulation.world, interaction.source)
    simulation.dispatch(interaction_created(application.bot.id, interaction.guild.id, payload))


def _forget_old(application: Application, now: float) -> None:
    for interaction in list(application.interactions.values()):
        if not interaction.over(now):
            break
        del application.interactions[interaction.token]


def _payload(application: Application, interaction: Interaction, data: JsonObject) -> JsonObject:
    guild, channel = interaction.guild, interaction.channel
    return {
        "id": str(interaction.id),
        "application_id": str(application.id),
        "type": interaction.type.value,
        "version": 1,
        "token": interaction.token,
        "data": data,
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        "channel_id": str(channel.id),
        "channel": payloads.channel_payload(channel)
        | {"permissions": str(permissions.in_channel(guild, channel, interaction.user.id))},
        "member": payloads.with_permissions(guild, guild.members[interaction.user.id]),
        "app_permissions": str(permissions.in_channel(guild, channel, application.bot.id)),
        "locale": "en-US",
        "guild_locale": "en-US",
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": {"0": str(guild.id)},
        "context": 0,
        "attachment_size_limit": _ATTACHMENT_LIMIT_BYTES,
    }

"""Runs a command as a user: makes the interaction, tells the application, waits for what it answers."""

import asyncio

from fairlead_simulator.application import Application
from fairlead_simulator.commands import Command
from fairlead_simulator.interactions.model import Interaction
from fairlead_simulator.interactions.options import ResolvedOptions, resolve_options
from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.token import interaction_token
from fairlead_simulator.world import payloads, permissions
from fairlead_simulator.world.events import interaction_created
from fairlead_simulator.world.model import Channel, Guild, User

_COMMAND_INTERACTION = 2
_ATTACHMENT_LIMIT_BYTES = 10 << 20


def run_command(
    simulation: Simulation,
    application: Application,
    command: Command,
    *,
    guild: Guild,
    channel: Channel,
    user: User,
    subcommands: list[str],
    given: JsonObject,
) -> Interaction:
    """Run a command as a user and send the interaction to the application's sessions.

    Args:
        simulation: The simulation.
        application: Whose command it is.
        command: The command.
        guild: Where it is run.
        channel: Where it is run.
        user: Who runs it, a member of the guild.
        subcommands: The words after the command's name.
        given: Values by option name.

    Raises:
        BodyError: The options do not fit the command.
    """
    options = resolve_options(guild, command.draft.fields, subcommands, given)
    interaction = Interaction(
        id=simulation.snowflakes.next(),
        token=interaction_token(),
        command=command,
        guild=guild,
        channel=channel,
        user=user,
        created=simulation.clock.monotonic(),
    )
    _forget_old(application, interaction.created)
    application.interactions[interaction.token] = interaction
    payload = _payload(application, interaction, options)
    simulation.dispatch(interaction_created(application.bot.id, guild.id, payload))
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


def _forget_old(application: Application, now: float) -> None:
    for interaction in list(application.interactions.values()):
        if not interaction.over(now):
            break
        del application.interactions[interaction.token]


def _payload(application: Application, interaction: Interaction, options: ResolvedOptions) -> JsonObject:
    guild, command = interaction.guild, interaction.command
    data: JsonObject = {"id": str(command.id), "name": command.draft.name, "type": command.draft.type.value}
    if options.options:
        data["options"] = options.options
    if options.resolved:
        data["resolved"] = options.resolved
    if command.guild_id is not None:
        data["guild_id"] = str(command.guild_id)
    channel = payloads.channel_payload(interaction.channel)
    return {
        "id": str(interaction.id),
        "application_id": str(application.id),
        "type": _COMMAND_INTERACTION,
        "version": 1,
        "token": interaction.token,
        "data": data,
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        "channel_id": str(interaction.channel.id),
        "channel": channel | {"permissions": str(permissions.of_member(guild, interaction.user.id))},
        "member": payloads.with_permissions(guild, guild.members[interaction.user.id]),
        "app_permissions": str(permissions.of_member(guild, application.bot.id)),
        "locale": "en-US",
        "guild_locale": "en-US",
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": {"0": str(guild.id)},
        "context": 0,
        "attachment_size_limit": _ATTACHMENT_LIMIT_BYTES,
    }

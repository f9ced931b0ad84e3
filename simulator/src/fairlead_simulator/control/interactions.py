"""Running a slash command as a user and reading what the bot answers."""

from aiohttp import web

from fairlead_simulator.body import mapping, number, text
from fairlead_simulator.control.requests import ControlRefusedError, channel_in, guild_in, read_body, user_in
from fairlead_simulator.interactions.model import ANSWER_SECONDS, Interaction
from fairlead_simulator.interactions.run import run_command, settled
from fairlead_simulator.jsonvalue import Json, JsonObject
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.world.message_payload import message_payload
from fairlead_simulator.world.model import MessageFlag

_MAX_WAIT_SECONDS = 900.0


async def run(simulation: Simulation, request: web.Request) -> Json:
    """Run a slash command: `guild_id`, `name` (with subcommands after a space), `options`, `wait` (seconds) and more.

    Raises:
        ControlRefusedError: No such command is registered, or there is no such guild, channel or member.
    """
    body = await read_body(request, "guild_id", "channel_id", "user_id", "name", "options", "wait")
    guild = guild_in(simulation, body)
    name, *subcommands = body.required("name", text(1)).removeprefix("/").split()
    application = simulation.application
    command = application.commands.find(guild.id, name)
    if command is None:
        places = application.commands.listed(guild.id) + application.commands.listed(None)
        names = ", ".join(sorted({known.draft.name for known in places})) or "none"
        raise ControlRefusedError(404, f"There is no command {name!r} in guild {guild.id}; registered are: {names}.")
    interaction = run_command(
        simulation,
        application,
        command,
        guild=guild,
        channel=channel_in(guild, body),
        user=user_in(guild, body),
        subcommands=subcommands,
        given=body.optional("options", mapping) or {},
    )
    answered = await settled(interaction, body.optional("wait", number(0, _MAX_WAIT_SECONDS), ANSWER_SECONDS))
    return _described(simulation, interaction, answered=answered)


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

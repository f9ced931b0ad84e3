"""hikari, unmodified: a slash command, a button and a modal."""

from collections.abc import AsyncIterator

import hikari
import pytest

from fairlead_simulator.client import CommandResult, ControlClient, GuildReport
from fairlead_simulator.interactions.model import ResponseType
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_simulator.hikari_client import HikariBot, hikari_started


async def answer(event: hikari.InteractionCreateEvent) -> None:
    """Show buttons for the command, change the message or show a modal for a button, and read the modal."""
    interaction = event.interaction
    if isinstance(interaction, hikari.CommandInteraction):
        row = hikari.impl.MessageActionRowBuilder()
        row.add_interactive_button(hikari.ButtonStyle.PRIMARY, "hoist", label="Hoist")
        row.add_interactive_button(hikari.ButtonStyle.PRIMARY, "report", label="Report")
        options = {option.name: option.value for option in interaction.options or []}
        content = f"aboard the {options['ship']}"
        await interaction.create_initial_response(hikari.ResponseType.MESSAGE_CREATE, content, component=row)
    elif isinstance(interaction, hikari.ModalInteraction):
        typed = interaction.components[0].components[0].value
        await interaction.create_initial_response(hikari.ResponseType.MESSAGE_CREATE, f"noted {typed}")
    elif isinstance(interaction, hikari.ComponentInteraction) and interaction.custom_id == "hoist":
        await interaction.create_initial_response(hikari.ResponseType.MESSAGE_UPDATE, "hoisted", components=[])
        await interaction.execute("and belayed", flags=hikari.MessageFlag.EPHEMERAL)
    elif isinstance(interaction, hikari.ComponentInteraction):
        inputs = hikari.impl.ModalActionRowBuilder().add_text_input("what", "What")
        await interaction.create_modal_response("Report", "report", component=inputs)


@pytest.fixture
async def sailor(simulator: Simulator) -> AsyncIterator[HikariBot]:
    async with hikari_started(simulator.endpoints) as client:
        application = await client.bot.rest.fetch_application()
        command = client.bot.rest.slash_command_builder("board", "Go aboard.")
        command.add_option(
            hikari.CommandOption(
                type=hikari.OptionType.STRING, name="ship", description="Which ship.", is_required=True
            )
        )
        await client.bot.rest.set_application_commands(application.id, [command])
        client.bot.subscribe(hikari.InteractionCreateEvent, answer)
        yield client


async def boarded(control: ControlClient, guild: GuildReport) -> CommandResult:
    return await control.run_command(guild.id, "board", {"ship": "Argo"})


async def test_a_slash_command_is_answered(sailor: HikariBot, control: ControlClient, guild: GuildReport):
    result = await boarded(control, guild)
    assert (result.answered, result.content) == (True, "aboard the Argo")
    assert (await control.report()).violations == {}


async def test_a_button_changes_its_message(sailor: HikariBot, control: ControlClient, guild: GuildReport):
    message = int(str((await boarded(control, guild)).messages[0]["id"]))
    result = await control.use_component(guild.id, message, "hoist")
    assert (result.type, result.content) == (ResponseType.UPDATE_MESSAGE, "hoisted")
    assert result.messages[0]["components"] == []


async def test_a_modal_is_shown_and_submitted(sailor: HikariBot, control: ControlClient, guild: GuildReport):
    message = int(str((await boarded(control, guild)).messages[0]["id"]))
    shown = await control.use_component(guild.id, message, "report")
    assert shown.type == ResponseType.MODAL
    result = await control.submit_modal(shown.interaction_id, {"what": "whales"})
    assert result.content == "noted whales"

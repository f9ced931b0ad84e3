"""The command tree: gives each interaction an id, owns its task, and is the one boundary for its errors."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from fairlead_bot.error_reply import cause_of, error_reply
from fairlead_bot.gateway.handover.waits import is_for_waits_only
from fairlead_shared.logging import bind_correlation, correlation_id, get_logger

if TYPE_CHECKING:
    from fairlead_bot.bot import FairleadBot

_log = get_logger("commands")


class FairleadCommandTree(app_commands.CommandTree["FairleadBot"]):
    """Slash commands and context menus of a bot."""

    def _from_interaction(self, interaction: discord.Interaction["FairleadBot"]) -> None:
        """Run the command of an interaction in a task that the bot owns, unless another pod has the commands."""
        if is_for_waits_only():
            return
        self.client.handlers.start(self._run(interaction), name="command")

    async def _run(self, interaction: discord.Interaction["FairleadBot"]) -> None:
        with bind_correlation(guild_id=interaction.guild_id, user_id=interaction.user.id):
            try:
                await self._call(interaction)
            except app_commands.AppCommandError as error:
                await self._dispatch_error(interaction, error)
            except Exception as error:  # noqa: BLE001 - the boundary
                await self._answer(interaction, error)

    async def on_error(
        self, interaction: discord.Interaction["FairleadBot"], error: app_commands.AppCommandError, /
    ) -> None:
        """Answer a failed command, unless the command or its cog has an error handler of its own."""
        command = interaction.command
        if isinstance(command, app_commands.Command) and command._has_any_error_handlers():  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - discord.py's own boundary asks the same
            return
        await self._answer(interaction, error)

    async def _answer(self, interaction: discord.Interaction["FairleadBot"], error: Exception) -> None:
        """Log a failure and tell the person, so that only they see it."""
        reply = error_reply(error, correlation_id() or "unknown")
        command = interaction.command
        name = command.qualified_name if command else None
        if reply.expected:
            _log.info("a command was refused", command=name, error=str(cause_of(error)))
        else:
            _log.error("a command failed", command=name, exc_info=cause_of(error))
            if command is not None:
                self.client.count_handler_error(command.module or "")
        try:
            if interaction.response.is_done():
                await interaction.followup.send(reply.text, ephemeral=True)
            else:
                await interaction.response.send_message(reply.text, ephemeral=True)
        except discord.HTTPException as failure:
            _log.warning("the person could not be told", command=name, error=str(failure))

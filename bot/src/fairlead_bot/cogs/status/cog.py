"""The Discord side of `/status`."""

import discord
from discord import app_commands
from discord.ext import commands

from fairlead_bot.bot import FairleadBot
from fairlead_bot.features.status.gather import gather_status
from fairlead_bot.features.status.render import healthy, render_fields
from fairlead_bot.services.bundle import BotServices


class StatusCog(commands.Cog, name="status"):
    """Says how the bot is, to the one who asks."""

    def __init__(self, bot: FairleadBot, services: BotServices) -> None:
        self._bot = bot
        self._services = services

    @app_commands.command(name="status", description="Show how the bot is doing.")
    async def status(self, interaction: discord.Interaction[FairleadBot]) -> None:
        """Answer with the bot's state; only the person who asks sees it."""
        report = await gather_status(self._services, interaction.guild_id)
        colour = discord.Colour.green() if healthy(report) else discord.Colour.orange()
        embed = discord.Embed(title="Status", colour=colour, timestamp=self._services.clock.now())
        for name, value in render_fields(report):
            embed.add_field(name=name, value=value, inline=False)
        await interaction.response.send_message(embed=embed, ephemeral=True)

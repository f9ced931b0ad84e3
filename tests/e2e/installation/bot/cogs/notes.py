"""A note of each guild, which it keeps in the database."""

import discord
from discord import app_commands
from discord.ext import commands
from sqlalchemy import delete, select

from fairlead_bot.bot import FairleadBot
from fairlead_bot.services.bundle import BotServices
from fairlead_shared.database.models.guilds import GuildSetting

KEY = "note"


@app_commands.guild_only()
class Notes(commands.Cog):
    """Writes the guild's note down, and reads it."""

    def __init__(self, services: BotServices) -> None:
        self._services = services

    @app_commands.command(name="remember", description="Write a note down.")
    async def remember(self, interaction: discord.Interaction, note: str) -> None:
        """Keep a note in the place of the one before."""
        guild_id = interaction.guild_id or 0
        async with self._services.db.session(guild_id) as session:
            await session.execute(delete(GuildSetting).filter_by(guild_id=guild_id, setting_key=KEY))
            session.add(GuildSetting(guild_id=guild_id, setting_key=KEY, setting_value=note))
        await interaction.response.send_message("noted")

    @app_commands.command(name="recall", description="Read the note.")
    async def recall(self, interaction: discord.Interaction) -> None:
        """Answer with the note."""
        guild_id = interaction.guild_id or 0
        async with self._services.db.session(guild_id) as session:
            query = select(GuildSetting.setting_value).filter_by(guild_id=guild_id, setting_key=KEY)
            note = await session.scalar(query)
        await interaction.response.send_message(note)


async def setup(bot: FairleadBot) -> None:
    """Add the cog."""
    await bot.add_cog(Notes(bot.services))

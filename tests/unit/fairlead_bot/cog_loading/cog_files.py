"""Cogs in files, good and bad."""

from pathlib import Path

GOOD = """
from discord import app_commands
from discord.ext import commands

class Greet(commands.Cog, name="{name}"):
    def __init__(self, bot, services):
        self.services = services

    @app_commands.command(name="{name}", description="Greets.")
    async def greet(self, interaction):
        await interaction.response.send_message("hello")

    @commands.Cog.listener()
    async def on_message(self, message):
        raise ValueError("a handler raises")

async def setup(bot):
    await bot.add_cog(Greet(bot, bot.services))
"""

IMPORT_ERROR = "raise RuntimeError('no such luck')\n"
EXITS = "import sys\nsys.exit(3)\n"
NO_SETUP = "x = 1\n"
SETUP_ERROR = (
    GOOD
    + """
_setup = setup

async def setup(bot):
    await _setup(bot)
    @bot.tree.command(name="left-behind", description="Should not stay.")
    async def left_behind(interaction):
        pass
    raise RuntimeError("too late")
"""
)


def write(directory: Path, name: str, text: str) -> Path:
    """Write a cog into a directory; its own name stands where ``{name}`` does."""
    path = directory / f"{name}.py"
    path.write_text(text.replace("{name}", name))
    return path

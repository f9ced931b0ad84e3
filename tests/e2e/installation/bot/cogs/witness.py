"""Tells the simulator in the cluster which events this pod handles."""

import os

from discord.ext.commands import Bot

from fairlead_simulator.witness_cog import Witness


async def setup(bot: Bot) -> None:
    """Add the cog, where Discord is the simulator."""
    control = os.environ["DISCORD_API_BASE_URL"].partition("/api/")[0] + "/_sim"
    await bot.add_cog(Witness(control, os.environ["POD_NAME"]))

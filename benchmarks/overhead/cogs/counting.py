"""Counts what it hears, and says it at its end: the same file is a cog of the pod and an extension of the peer."""

import json
import os
from pathlib import Path

import discord
from discord.ext import commands

COUNTS_FILE = "OVERHEAD_COUNTS_FILE"
"""The variable that names the file which the counts are written to."""


class Counting(commands.Cog):
    """Two listeners, as small as listeners can be."""

    def __init__(self) -> None:
        self._heard = {"messages": 0, "reactions": 0}

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Count a message."""
        del message
        self._heard["messages"] += 1

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Count a reaction."""
        del payload
        self._heard["reactions"] += 1

    async def cog_unload(self) -> None:
        """Write the counts down."""
        Path(os.environ[COUNTS_FILE]).write_text(json.dumps(self._heard))  # noqa: ASYNC240 - the bot ends


async def setup(bot: commands.Bot) -> None:
    """Add the cog."""
    await bot.add_cog(Counting())

"""The peer: a plain AutoShardedBot that counts messages, on the simulator.

Usage: ``python -m benchmarks.overhead.stock REST GATEWAY TOKEN SHARDS``
"""

import sys

import discord
import uvloop
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL


class Counting(commands.AutoShardedBot):
    """A bot that counts messages."""

    seen = 0

    async def on_message(self, message: discord.Message, /) -> None:
        """Count a message."""
        del message
        self.seen += 1


if __name__ == "__main__":
    rest, gateway, token, shards = sys.argv[1:]
    Route.BASE = rest
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
    bot = Counting("!", intents=discord.Intents(guilds=True, guild_messages=True), shard_count=int(shards))
    uvloop.run(bot.start(token))

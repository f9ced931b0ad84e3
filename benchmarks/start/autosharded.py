"""The peer: a plain AutoShardedBot on the simulator.

Usage: ``python -m benchmarks.start.autosharded REST GATEWAY TOKEN SHARDS``
"""

import sys

import discord
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

if __name__ == "__main__":
    rest, gateway, token, shards = sys.argv[1:]
    Route.BASE = rest
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
    bot = commands.AutoShardedBot("!", intents=discord.Intents(guilds=True), shard_count=int(shards))
    bot.run(token)

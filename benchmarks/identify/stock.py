"""The peer: a plain AutoShardedBot for some shards, on the simulator.

Usage: ``python -m benchmarks.identify.stock REST GATEWAY TOKEN SHARDS FIRST LAST``
"""

import sys

import discord
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

if __name__ == "__main__":
    rest, gateway, token, shards, first, last = sys.argv[1:]
    Route.BASE = rest
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
    bot = commands.AutoShardedBot(
        "!",
        intents=discord.Intents(guilds=True),
        shard_count=int(shards),
        shard_ids=list(range(int(first), int(last) + 1)),
    )
    bot.run(token)

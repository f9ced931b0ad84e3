"""The peer: a plain AutoShardedBot for some shards with a witness, which closes when it is asked to end.

Usage: ``python -m benchmarks.rolling.stock REST GATEWAY CONTROL TOKEN SHARDS FIRST LAST NAME``
"""

import asyncio
import signal
import sys

import discord
import uvloop
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from fairlead_simulator.witness_cog import Witness


async def run(bot: commands.AutoShardedBot, witness: Witness, token: str) -> None:
    """Run the bot until SIGTERM, at which it closes in order."""
    closing = list[asyncio.Task[None]]()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, lambda: closing.append(asyncio.create_task(bot.close())))
    await bot.add_cog(witness)
    await bot.start(token)
    await asyncio.gather(*closing)


if __name__ == "__main__":
    rest, gateway, control, token, shards, first, last, name = sys.argv[1:]
    Route.BASE = rest
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
    bot = commands.AutoShardedBot(
        "!",
        intents=discord.Intents(guilds=True, guild_messages=True),
        shard_count=int(shards),
        shard_ids=list(range(int(first), int(last) + 1)),
    )
    uvloop.run(run(bot, Witness(control, name), token))

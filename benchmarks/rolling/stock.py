"""The peer: a plain AutoShardedBot for some shards with a witness, which closes when it is asked to end.

Usage: ``python -m benchmarks.rolling.stock REST GATEWAY CONTROL TOKEN SHARDS FIRST LAST NAME``
"""

import asyncio
import signal
import sys
from collections.abc import Sequence

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


def stock_bot(rest: str, gateway: str, shard_count: int, shard_ids: Sequence[int]) -> commands.AutoShardedBot:
    """Return a bot for some shards, on the simulator whose addresses are given."""
    Route.BASE = rest
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
    intents = discord.Intents(guilds=True, guild_messages=True)
    return commands.AutoShardedBot("!", intents=intents, shard_count=shard_count, shard_ids=[*shard_ids])


if __name__ == "__main__":
    rest, gateway, control, token, shards, first, last, name = sys.argv[1:]
    bot = stock_bot(rest, gateway, int(shards), range(int(first), int(last) + 1))
    uvloop.run(run(bot, Witness(control, name), token))

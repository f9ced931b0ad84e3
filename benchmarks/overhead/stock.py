"""The peer: a plain AutoShardedBot with the same cog, on the simulator, until it is asked to end.

Usage: ``python -m benchmarks.overhead.stock REST GATEWAY TOKEN SHARDS INTENTS``
"""

import asyncio
import contextlib
import signal
import sys

import discord
import uvloop
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from benchmarks.overhead.cogs import counting


class StockBot(commands.AutoShardedBot):
    """A stock bot but for its hook: this Discord lets all shards identify at once."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for nothing."""


async def main(token: str, shards: int, intents: discord.Intents) -> None:
    """Run the bot as its own documentation says."""
    bot = StockBot(commands.when_mentioned, help_command=None, intents=intents, shard_count=shards)
    async with bot:
        await bot.load_extension(counting.__name__)
        running = asyncio.create_task(bot.start(token))
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await running


if __name__ == "__main__":
    rest, gateway, secret, count, names = sys.argv[1:]
    Route.BASE = rest
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
    uvloop.run(main(secret, int(count), discord.Intents(**dict.fromkeys(names.split(","), True))))

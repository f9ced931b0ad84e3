"""Unmodified discord.py with four shards and a command tree."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
from discord import app_commands

from fairlead_simulator.server import Endpoints
from tests.integration.fairlead_simulator.raw_gateway import DEADLINE

SHARDS = 4


class ShardedBot(discord.AutoShardedClient):
    """Remembers the messages and resumes that it saw."""

    def __init__(self, heartbeat_timeout: float) -> None:
        super().__init__(intents=discord.Intents.all(), shard_count=SHARDS, heartbeat_timeout=heartbeat_timeout)
        self.tree = app_commands.CommandTree(self)
        self.messages: asyncio.Queue[discord.Message] = asyncio.Queue()
        self.resumed: asyncio.Queue[int] = asyncio.Queue()
        self.joined: asyncio.Queue[discord.Guild] = asyncio.Queue()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait between shards: the simulator has a bucket for each."""

    async def on_message(self, message: discord.Message) -> None:
        self.messages.put_nowait(message)

    async def on_shard_resumed(self, shard_id: int) -> None:
        self.resumed.put_nowait(shard_id)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.joined.put_nowait(guild)


@asynccontextmanager
async def started(endpoints: Endpoints, heartbeat_timeout: float = 60.0) -> AsyncIterator[ShardedBot]:
    """Run a bot that is ready, until the context ends."""
    bot = ShardedBot(heartbeat_timeout)
    running = asyncio.create_task(bot.start(endpoints.token))
    ready = asyncio.create_task(_ready(bot))
    try:
        async with asyncio.timeout(4 * DEADLINE):
            await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
            await ready
        yield bot
    finally:
        ready.cancel()
        await bot.close()
        await asyncio.wait({running})


async def _ready(bot: ShardedBot) -> None:
    while not bot.is_ready():
        await asyncio.sleep(0.01)

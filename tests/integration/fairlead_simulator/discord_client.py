"""Unmodified discord.py with some shards and a command tree."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
from discord import app_commands

from fairlead_simulator.server import Endpoints
from tests.integration.fairlead_simulator.raw_gateway import DEADLINE
from tests.integration.fairlead_simulator.waiting import next_of

SHARDS = 4


class ShardedBot(discord.AutoShardedClient):
    """Remembers the messages and resumes that it saw.

    Attributes:
        life: Runs the bot; done when it is closed or has failed.
    """

    life: asyncio.Task[None]

    def __init__(self, shard_count: int, heartbeat_timeout: float, guild_ready_timeout: float) -> None:
        super().__init__(
            intents=discord.Intents.all(),
            shard_count=shard_count,
            heartbeat_timeout=heartbeat_timeout,
            guild_ready_timeout=guild_ready_timeout,
        )
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

    @property
    def unread(self) -> int:
        return self.messages.qsize()

    async def next_content(self) -> str:
        return (await next_of(self.messages)).content

    async def write(self, channel_id: int, content: str) -> None:
        await self.get_partial_messageable(channel_id).send(content)

    def heartbeat_latency(self, shard_id: int) -> float:
        return self.shards[shard_id].latency

    async def final_close_code(self) -> int:
        async with asyncio.timeout(2 * DEADLINE):
            try:
                await self.life
            except discord.PrivilegedIntentsRequired:
                return 4014
            except discord.ConnectionClosed as closed:
                return closed.code
        raise AssertionError("discord.py ended without an error")


@asynccontextmanager
async def started(
    endpoints: Endpoints,
    shards: int = SHARDS,
    *,
    heartbeat_timeout: float = 60.0,
    guild_ready_timeout: float = 2.0,
) -> AsyncIterator[ShardedBot]:
    """Run a bot that is ready, until the context ends."""
    bot = ShardedBot(shards, heartbeat_timeout, guild_ready_timeout)
    bot.life = asyncio.create_task(bot.start(endpoints.token))
    ready = asyncio.create_task(_ready(bot))
    try:
        async with asyncio.timeout(4 * DEADLINE):
            await asyncio.wait({bot.life, ready}, return_when=asyncio.FIRST_COMPLETED)
            if bot.life.done():
                bot.life.result()
            await ready
        yield bot
    finally:
        ready.cancel()
        await bot.close()
        await asyncio.wait({bot.life})


async def _ready(bot: ShardedBot) -> None:
    while not bot.is_ready():
        await asyncio.sleep(0.01)

"""Unmodified hikari with some shards: a library that shares nothing with discord.py."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import hikari

from fairlead_simulator.server import Endpoints
from tests.integration.fairlead_simulator.raw_gateway import DEADLINE
from tests.integration.fairlead_simulator.waiting import next_of

SHARDS = 2


class HikariBot:
    """Remembers what it was told.

    Attributes:
        bot: hikari's bot.
        messages: The contents of the messages that it saw.
        resumed: The shards that took up their session again.
        ready: The shards that opened a session.
    """

    def __init__(self, endpoints: Endpoints) -> None:
        self.bot = hikari.GatewayBot(
            endpoints.token,
            banner=None,
            logs=None,
            suppress_optimization_warning=True,
            intents=hikari.Intents.ALL,
            rest_url=endpoints.rest,
        )
        self.messages: asyncio.Queue[str] = asyncio.Queue()
        self.resumed: asyncio.Queue[int] = asyncio.Queue()
        self.ready: asyncio.Queue[int] = asyncio.Queue()
        self.bot.subscribe(hikari.GuildMessageCreateEvent, self._on_message)
        self.bot.subscribe(hikari.ShardResumedEvent, self._on_resumed)
        self.bot.subscribe(hikari.ShardReadyEvent, self._on_ready)

    async def _on_message(self, event: hikari.GuildMessageCreateEvent) -> None:
        self.messages.put_nowait(event.content or "")

    async def _on_resumed(self, event: hikari.ShardResumedEvent) -> None:
        self.resumed.put_nowait(event.shard.id)

    async def _on_ready(self, event: hikari.ShardReadyEvent) -> None:
        self.ready.put_nowait(event.shard.id)

    @property
    def unread(self) -> int:
        return self.messages.qsize()

    async def next_content(self) -> str:
        return await next_of(self.messages)

    async def write(self, channel_id: int, content: str) -> None:
        await self.bot.rest.create_message(channel_id, content)

    def heartbeat_latency(self, shard_id: int) -> float:
        return self.bot.shards[shard_id].heartbeat_latency

    async def final_close_code(self) -> int:
        async with asyncio.timeout(2 * DEADLINE):
            try:
                await self.bot.join()
            except hikari.GatewayServerClosedConnectionError as closed:
                return int(closed.code or 0)
        raise AssertionError("hikari ended without an error")


@asynccontextmanager
async def hikari_started(endpoints: Endpoints, shards: int = SHARDS) -> AsyncGenerator[HikariBot]:
    """Run a bot whose shards are ready, until the context ends."""
    client = HikariBot(endpoints)
    async with asyncio.timeout(2 * DEADLINE):
        await client.bot.start(shard_count=shards, check_for_updates=False)
    try:
        for _ in range(shards):
            client.ready.get_nowait()
        yield client
    finally:
        await client.bot.close()

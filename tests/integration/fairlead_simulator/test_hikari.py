"""hikari, unmodified, on the simulated Discord."""

import asyncio
from collections.abc import AsyncIterator

import hikari
import pytest

from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_simulator.hikari_client import SHARDS, HikariBot, hikari_started
from tests.integration.fairlead_simulator.raw_gateway import DEADLINE
from tests.integration.fairlead_simulator.waiting import until


@pytest.fixture
async def hikari_bot(simulator: Simulator) -> AsyncIterator[HikariBot]:
    async with hikari_started(simulator.endpoints) as client:
        yield client


async def test_each_shard_identifies_once_and_caches_its_guilds(hikari_bot: HikariBot, control: ControlClient):
    guilds = {guild.id for guild in await control.guilds()}

    async def cached() -> bool:
        return set(hikari_bot.bot.cache.get_guilds_view()) == guilds

    await until(cached)
    report = await control.report()
    assert report.identifies_by_shard == {(shard_id, SHARDS): 1 for shard_id in range(SHARDS)}
    assert report.violations == {}


async def test_members_are_chunked_over_the_gateway(hikari_bot: HikariBot, control: ControlClient):
    (guild,) = await control.add_guilds(members=60)
    chunks: asyncio.Queue[hikari.MemberChunkEvent] = asyncio.Queue()

    async def keep(event: hikari.MemberChunkEvent) -> None:
        chunks.put_nowait(event)

    hikari_bot.bot.subscribe(hikari.MemberChunkEvent, keep)
    await hikari_bot.bot.request_guild_members(guild.id, query="", limit=0, nonce="all")
    async with asyncio.timeout(DEADLINE):
        while (chunk := await chunks.get()).nonce != "all":
            pass
    assert (chunk.guild_id, len(chunk.members), chunk.chunk_count) == (guild.id, 61, 1)


async def test_a_message_is_written_over_rest_and_comes_back_over_the_gateway(
    hikari_bot: HikariBot, control: ControlClient
):
    channel = (await control.guilds())[0].channels[1]
    sent = await hikari_bot.bot.rest.create_message(channel.id, "ahoy")
    assert await hikari_bot.next_content() == "ahoy"
    assert (await hikari_bot.bot.rest.fetch_message(channel.id, sent.id)).content == "ahoy"

"""hikari, unmodified, on the simulated Discord."""

import asyncio
from collections.abc import AsyncIterator

import hikari
import pytest

from fairlead_simulator.client import ControlClient
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.server import Simulator
from fairlead_simulator.snowflake import shard_of
from fairlead_simulator.violations import Rule
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_simulator.hikari_client import SHARDS, HikariBot, hikari_started
from tests.integration.fairlead_simulator.raw_gateway import DEADLINE
from tests.integration.fairlead_simulator.waiting import next_of, until


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
    assert await next_of(hikari_bot.messages) == "ahoy"
    assert (await hikari_bot.bot.rest.fetch_message(channel.id, sent.id)).content == "ahoy"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("drop", {}),
        ("reconnect", {}),
        ("invalid_session", {"resumable": True}),
        ("close", {"code": CloseCode.UNKNOWN_ERROR}),
    ],
)
async def test_hikari_resumes_after_a_fault_that_allows_it_and_misses_nothing(
    hikari_bot: HikariBot, control: ControlClient, kind: str, fields: dict[str, int]
):
    guild = next(guild for guild in await control.guilds() if shard_of(guild.id, SHARDS) == 1)
    await control.inject(kind, shard_id=1, **fields)
    for number in range(5):
        await control.send_message(guild.id, f"missed {number}")
    assert await next_of(hikari_bot.resumed) == 1
    assert [await next_of(hikari_bot.messages) for _ in range(5)] == [f"missed {number}" for number in range(5)]
    report = await control.report()
    assert (report.identifies, report.resumes, report.violations) == (SHARDS, 1, {})


@pytest.mark.parametrize(
    ("kind", "fields"),
    [("invalid_session", {"resumable": False}), ("close", {"code": CloseCode.SESSION_TIMED_OUT})],
)
async def test_hikari_identifies_after_a_fault_that_ends_the_session(
    hikari_bot: HikariBot, control: ControlClient, kind: str, fields: dict[str, int]
):
    await control.inject(kind, shard_id=1, **fields)
    assert await next_of(hikari_bot.ready) == 1
    report = await control.report()
    assert report.identifies_by_shard == {(0, SHARDS): 1, (1, SHARDS): 2}
    assert report.resumes == 0
    # hikari does not wait for its identify bucket after a session was lost: the gateway refuses it until it may.
    assert set(report.violations) <= {Rule.IDENTIFY_BUCKET}


@pytest.mark.parametrize("kind", ["zombie", "half_open"])
async def test_hikari_notices_that_nobody_acknowledges_and_resumes(start_simulator: StartSimulator, kind: str):
    simulator = await start_simulator(heartbeat_interval=1.0)
    async with hikari_started(simulator.endpoints) as client, ControlClient(simulator.endpoints.control) as control:
        await control.inject(kind, shard_id=1)
        assert await next_of(client.resumed) == 1
        assert (await control.report()).identifies == SHARDS


async def test_hikari_resumes_after_an_outage_and_misses_nothing(hikari_bot: HikariBot, control: ControlClient):
    guild = (await control.guilds())[0]
    assert (await control.inject("outage", seconds=1))["connections"] == SHARDS
    await control.send_message(guild.id, "during the outage")
    assert {await next_of(hikari_bot.resumed) for _ in range(SHARDS)} == set(range(SHARDS))
    assert await next_of(hikari_bot.messages) == "during the outage"
    assert (await control.report()).identifies == SHARDS

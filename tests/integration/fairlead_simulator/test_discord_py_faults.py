"""discord.py, unmodified, through every fault: it resumes where Discord allows that and identifies where not."""

import asyncio

import aiohttp
import discord
import pytest

from fairlead_simulator.client import ControlClient
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.server import Simulator
from fairlead_simulator.snowflake import shard_of
from fairlead_simulator.violations import Rule
from tests.fixtures.simulator import StartSimulator, point_discord_py_at
from tests.integration.fairlead_simulator.discord_client import SHARDS, ShardedBot, started
from tests.integration.fairlead_simulator.waiting import next_of, until

SHARD = 2


async def guild_on_shard(control: ControlClient) -> int:
    return next(guild.id for guild in await control.guilds() if shard_of(guild.id, SHARDS) == SHARD)


async def misses_nothing(bot: ShardedBot, control: ControlClient, kind: str, **fields: int) -> None:
    """Let a fault happen, write meanwhile, and see that the shard resumes and all of it arrives once, in order."""
    guild_id = await guild_on_shard(control)
    await control.inject(kind, shard_id=SHARD, **fields)
    for number in range(5):
        await control.send_message(guild_id, f"missed {number}")
    assert await next_of(bot.resumed) == SHARD
    assert [(await next_of(bot.messages)).content for _ in range(5)] == [f"missed {number}" for number in range(5)]
    report = await control.report()
    assert (report.identifies, report.violations) == (SHARDS, {})


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("reconnect", {}),
        ("invalid_session", {"resumable": True}),
        ("close", {"code": CloseCode.UNKNOWN_ERROR}),
        ("close", {"code": CloseCode.UNKNOWN_OPCODE}),
        ("close", {"code": CloseCode.DECODE_ERROR}),
        ("close", {"code": CloseCode.RATE_LIMITED}),
        ("slow", {"delay": 0.01, "seconds": 0.2}),
    ],
)
async def test_discord_py_misses_nothing_after_a_fault_that_leaves_the_session(
    bot: ShardedBot, control: ControlClient, kind: str, fields: dict[str, int]
):
    if kind == "slow":
        await control.inject(kind, shard_id=SHARD, **fields)
        kind, fields = "drop", {}
    await misses_nothing(bot, control, kind, **fields)


async def test_a_deaf_shard_hears_nothing_until_it_resumes(bot: ShardedBot, control: ControlClient):
    guild_id = await guild_on_shard(control)
    await control.inject("deaf", shard_id=SHARD)
    await control.send_message(guild_id, "unheard")
    assert bot.messages.empty()
    await control.inject("drop", shard_id=SHARD)
    assert await next_of(bot.resumed) == SHARD
    assert (await next_of(bot.messages)).content == "unheard"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("invalid_session", {"resumable": False}),
        ("close", {"code": CloseCode.INVALID_SEQUENCE}),
        ("close", {"code": CloseCode.SESSION_TIMED_OUT}),
    ],
)
async def test_discord_py_identifies_after_a_fault_that_ends_the_session(
    bot: ShardedBot, control: ControlClient, kind: str, fields: dict[str, int]
):
    await control.inject(kind, shard_id=SHARD, **fields)

    async def identified() -> bool:
        return (await control.report()).identifies_by_shard[SHARD, SHARDS] == 2

    await until(identified, seconds=30)
    assert (await control.report()).resumes == 0


@pytest.mark.parametrize("code", [CloseCode.AUTHENTICATION_FAILED, CloseCode.DISALLOWED_INTENTS])
async def test_discord_py_gives_up_after_a_code_that_forbids_to_reconnect(
    simulator: Simulator, control: ControlClient, monkeypatch: pytest.MonkeyPatch, code: CloseCode
):
    point_discord_py_at(simulator.endpoints, monkeypatch)
    client = discord.Client(intents=discord.Intents.default())
    running = asyncio.create_task(client.start(simulator.endpoints.token))

    async def connected() -> bool:
        return client.is_ready()

    await until(connected)
    await control.inject("close", code=code)
    with pytest.raises((discord.ConnectionClosed, discord.PrivilegedIntentsRequired)):
        await asyncio.wait_for(running, 20)
    await client.close()
    assert (await control.report()).identifies == 1


async def test_discord_py_notices_a_zombie_and_resumes(
    start_simulator: StartSimulator, monkeypatch: pytest.MonkeyPatch
):
    simulator = await start_simulator(heartbeat_interval=1.0)
    point_discord_py_at(simulator.endpoints, monkeypatch)
    async with (
        started(simulator.endpoints, heartbeat_timeout=2.0) as bot,
        ControlClient(simulator.endpoints.control) as control,
    ):
        await control.inject("zombie", shard_id=SHARD)
        assert await next_of(bot.resumed) == SHARD
        assert (await control.report()).identifies == SHARDS


async def test_discord_py_is_back_after_an_outage(bot: ShardedBot, control: ControlClient):
    assert (await control.inject("outage", seconds=1))["connections"] == SHARDS
    with pytest.raises(discord.HTTPException) as refused:
        await bot.http.request(discord.http.Route("GET", "/gateway"))
    assert refused.value.status == 503

    async def back() -> bool:
        connected = [session for session in (await control.report()).sessions if session.connected]
        return {session.shard_id for session in connected} == set(range(SHARDS))

    await until(back, seconds=30)
    # Where discord.py could not connect it identifies, without waiting for its bucket.
    assert set((await control.report()).violations) <= {Rule.IDENTIFY_BUCKET}


async def test_discord_py_waits_out_a_rate_limit_and_retries_after_a_server_error(
    bot: ShardedBot, control: ControlClient
):
    channel = bot.guilds[0].text_channels[0]
    await control.inject("rate_limit", delay=0.2, path="/channels")
    await control.inject("server_error", status=502, path="/channels")
    sent = await channel.send("through")
    assert (await next_of(bot.messages)).id == sent.id
    assert [message.id async for message in channel.history()] == [sent.id]


async def test_a_request_that_times_out_is_cut(simulator: Simulator, control: ControlClient):
    await control.inject("timeout", delay=0.1, path="/gateway", seconds=60)
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.ClientError):
            await http.get(f"{simulator.endpoints.rest}/gateway")
        await control.clear_faults()
        async with http.get(f"{simulator.endpoints.rest}/gateway") as response:
            assert response.status == 200


async def test_discord_py_identifies_after_a_resume_url_at_which_nobody_answers(
    bot: ShardedBot, control: ControlClient
):
    await control.inject("dead_resume_url", shard_id=SHARD)
    await control.inject("drop", shard_id=SHARD)

    async def back() -> bool:
        sessions = [session for session in (await control.report()).sessions if session.shard_id == SHARD]
        return any(session.connected for session in sessions)

    await until(back, seconds=30)
    report = await control.report()
    assert report.resumes + report.identifies_by_shard[SHARD, SHARDS] == 2

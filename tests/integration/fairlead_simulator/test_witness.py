"""The witness over HTTP and as a cog, and what the report makes of it."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord
import pytest
from discord.ext import commands

from fairlead_simulator import messages
from fairlead_simulator.client import ControlClient, ControlError, Report
from fairlead_simulator.messages import Draft
from fairlead_simulator.server import Endpoints, Simulator
from fairlead_simulator.witness_cog import ADDRESS_VARIABLE, PROCESS_VARIABLE, WitnessLine
from fairlead_simulator.world.model import Guild
from tests.fixtures.simulator import point_discord_py_at
from tests.integration.fairlead_simulator.raw_gateway import DEADLINE, connected
from tests.integration.fairlead_simulator.waiting import until

SHARDS = 4
EVENTS = 1_000
DROPS = 20


class WitnessedBot(commands.AutoShardedBot):
    """A plain bot that loads the cog."""

    def __init__(self) -> None:
        super().__init__("!", intents=discord.Intents.all(), shard_count=SHARDS, guild_ready_timeout=0.2)

    async def setup_hook(self) -> None:
        await self.load_extension("fairlead_simulator.witness_cog")

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait between shards: the simulator has a bucket for each."""


@asynccontextmanager
async def witnessed(endpoints: Endpoints) -> AsyncIterator[WitnessedBot]:
    bot = WitnessedBot()
    running = asyncio.create_task(bot.start(endpoints.token))
    try:
        async with asyncio.timeout(DEADLINE):
            while not bot.is_ready():
                assert not running.done(), running.result()
                await asyncio.sleep(0.01)
        yield bot
    finally:
        await bot.close()
        await asyncio.wait({running})


@pytest.fixture
async def bot(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[WitnessedBot]:
    point_discord_py_at(simulator.endpoints, monkeypatch)
    monkeypatch.setenv(ADDRESS_VARIABLE, simulator.endpoints.control)
    monkeypatch.setenv(PROCESS_VARIABLE, "plain")
    async with witnessed(simulator.endpoints) as client:
        yield client


def write(simulator: Simulator, guild: Guild, content: str) -> None:
    owner = guild.members[guild.owner_id].user
    messages.write(simulator.simulation, guild.text_channel(), owner, Draft(content=content))


async def settled(control: ControlClient, expected: int) -> Report:
    """Return the report once nothing is outstanding any more.

    Raises:
        TimeoutError: Something stays outstanding.
    """

    async def all_handled() -> bool:
        total = (await control.report()).delivery.total
        return total.handled == expected

    await until(all_handled)
    return await control.report()


@pytest.mark.timeout(180)
async def test_of_a_thousand_events_with_twenty_drops_none_is_lost_and_none_doubled(
    bot: WitnessedBot, simulator: Simulator, control: ControlClient
):
    guilds = list(simulator.simulation.world.guilds.values())
    for number in range(EVENTS):
        write(simulator, guilds[number % len(guilds)], str(number))
        if number % (EVENTS // DROPS) == EVENTS // DROPS // 2:
            resumed = number // (EVENTS // DROPS)
            await until(lambda wanted=resumed: _resumed(control, wanted))  # type: ignore[misc] # bound now
            dropped = await control.inject("drop", shard_id=resumed % SHARDS)
            assert dropped["connections"] == 1
    await until(lambda: _resumed(control, DROPS))
    report = await settled(control, EVENTS)
    assert report.delivery.total.whole, report.delivery.unexplained
    assert (report.delivery.total.expected, report.delivery.guilds, report.delivery.unknown_marks) == (EVENTS, {}, 0)
    assert (report.identifies, report.resumes, report.violations) == (SHARDS, DROPS, {})
    assert {shard: gaps.resumed for shard, gaps in report.gaps.items()} == {
        (shard_id, SHARDS): DROPS // SHARDS for shard_id in range(SHARDS)
    }


async def _resumed(control: ControlClient, times: int) -> bool:
    report = await control.report()
    return report.resumes == times and sum(session.connected for session in report.sessions) == SHARDS


async def test_the_cog_marks_each_kind_of_event_that_it_handles(
    bot: WitnessedBot, simulator: Simulator, control: ControlClient
):
    @bot.tree.command(description="Say ahoy.")
    async def ahoy(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("ahoy")

    await bot.tree.sync()
    guild = bot.guilds[0]
    sent = await guild.text_channels[0].send("first")
    await sent.edit(content="second")
    await sent.delete()
    assert (await control.run_command(guild.id, "ahoy")).answered
    report = await settled(control, 5)
    assert report.delivery.total.whole
    assert report.delivery.unknown_marks == 0


async def test_a_session_that_discord_takes_away_explains_what_was_lost(simulator: Simulator, control: ControlClient):
    simulation = simulator.simulation
    guild = next(iter(simulation.world.guilds.values()))
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        session_id = (await gateway.event("READY"))["d"]["session_id"]
        line = await WitnessLine.open(simulator.endpoints.control, "raw")
        line.say({"handles": ["MESSAGE_CREATE"]})
        await line.aclose()
        await until(lambda: _witnesses(control))
        await control.inject("drop", shard_id=0)
    write(simulator, guild, "never seen")
    (session,) = simulation.application.sessions
    simulation.end_session(session)
    async with connected(simulator.endpoints) as back:
        await back.resume(session_id, 1)
        assert (await back.frame_of(9))["d"] is False
    report = await control.report()
    assert report.delivery.total.lost == {"session_gone": 1}
    assert list(report.delivery.guilds) == [str(guild.id)]
    assert report.delivery.unexplained == []
    assert report.gaps[0, 1].open == 1


async def _witnesses(control: ControlClient) -> bool:
    asked = await control.report()
    return bool(asked.delivery.witnessed)


async def test_what_a_killed_process_had_begun_is_interrupted(simulator: Simulator, control: ControlClient):
    """The marks of a process that is killed right after it wrote them arrive."""
    script = """
import asyncio, json, os, sys
from fairlead_simulator.witness_cog import WitnessLine

async def main():
    line = await WitnessLine.open(sys.argv[1], "doomed")
    line.say({"handles": ["MESSAGE_CREATE"]})
    print("announced", flush=True)
    sequence = int(await asyncio.to_thread(sys.stdin.readline))
    for number in range(200):
        line.say({"phase": "began", "session_id": sys.argv[2], "sequence": sequence + number})
    os.kill(os.getpid(), 9)

asyncio.run(main())
"""
    guild = next(iter(simulator.simulation.world.guilds.values()))
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        session_id = (await gateway.event("READY"))["d"]["session_id"]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            script,
            simulator.endpoints.control,
            session_id,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        async with asyncio.timeout(DEADLINE):
            assert await process.stdout.readline() == b"announced\n"
        await until(lambda: _witnesses(control))
        first = (await control.report()).sessions[0].sequence + 1
        for number in range(200):
            write(simulator, guild, str(number))
        await process.communicate(b"%d\n" % first)

        async def all_began() -> bool:
            return (await control.report()).delivery.total.running == 200

        await until(all_began)
        await control.note("kill", process="doomed")
        report = await control.report()
    assert report.delivery.total.lost == {"interrupted": 200}
    assert report.delivery.total.running == 0


async def test_the_ledger_of_a_session_can_be_read_from_any_sequence(simulator: Simulator, control: ControlClient):
    guild = next(iter(simulator.simulation.world.guilds.values()))
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        session_id = (await gateway.event("READY"))["d"]["session_id"]
        write(simulator, guild, "kept")
        message = await gateway.event("MESSAGE_CREATE")
    whole = await control.ledger(session_id)
    assert [entry["sequence"] for entry in whole] == list(range(1, len(whole) + 1))
    (last,) = await control.ledger(session_id, after=message["s"] - 1)
    assert (last["event"], last["key"], last["guild_id"]) == ("MESSAGE_CREATE", message["d"]["id"], str(guild.id))


async def test_the_ledger_of_a_session_that_never_was_is_refused(control: ControlClient):
    with pytest.raises(ControlError, match="There never was a session 'x'") as refused:
        await control.ledger("x")
    assert refused.value.status == 404


@pytest.mark.parametrize(
    ("line", "status", "sentence"),
    [
        (b"{", 400, "The line is not JSON."),
        (b'{"phase":"slept","event":"A","key":"1"}', 400, "phase: Value must be one of {began, ended}."),
        (b'{"phase":"began","event":"A"}', 400, "key: This field is required"),
        (b'{"phase":"began","session_id":"s"}', 400, "sequence: This field is required"),
        (b'{"handles":[],"phase":"began"}', 400, "phase: There is no such field; there are: handles"),
    ],
)
async def test_a_line_that_does_not_fit_is_refused_with_one_sentence(
    simulator: Simulator, line: bytes, status: int, sentence: str
):
    url = simulator.endpoints.control + "/witness"
    async with aiohttp.ClientSession() as http, http.post(url, data=line) as response:
        assert (response.status, await response.json()) == (status, {"error": sentence})


async def test_a_witness_of_an_unknown_application_is_refused(simulator: Simulator):
    url = simulator.endpoints.control + "/witness?application_id=5"
    async with aiohttp.ClientSession() as http, http.post(url, data=b"") as response:
        assert (response.status, await response.json()) == (404, {"error": "There is no application 5."})


async def test_marks_can_be_posted_by_any_http_client(simulator: Simulator, control: ControlClient):
    lines = [{"handles": ["MESSAGE_CREATE"]}, {"phase": "began", "event": "MESSAGE_CREATE", "key": "404"}]
    url = simulator.endpoints.control + "/witness?process=curl"
    body = "\n".join(json.dumps(line) for line in lines)
    async with aiohttp.ClientSession() as http, http.post(url, data=body) as response:
        assert await response.json() == {"lines": 2}
    report = await control.report()
    assert (report.delivery.unknown_marks, report.delivery.witnessed) == (1, ["MESSAGE_CREATE"])


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("flood", {}, "There is no event 'flood'; there are: kill, store_fault, store_restored."),
        ("kill", {}, "process: This field is required"),
        ("store_restored", {}, "There is no store fault to end."),
    ],
)
async def test_a_mishap_that_does_not_fit_is_refused_with_one_sentence(
    control: ControlClient, kind: str, fields: dict[str, float], sentence: str
):
    with pytest.raises(ControlError) as refused:
        await control.note(kind, **fields)
    assert (refused.value.status, str(refused.value)) == (400, sentence)


async def test_a_store_fault_lasts_until_it_is_restored(simulator: Simulator, control: ControlClient):
    await control.note("store_fault", at=100.0)
    await control.note("store_restored", at=110.0)
    await control.note("kill", process="a", shards=[1, 2], marks={"s": 7}, at=105.0)
    mishaps = simulator.simulation.account(simulator.simulation.application.id).mishaps
    assert [(fault.began, fault.ended) for fault in mishaps.store_faults] == [(100.0, 110.0)]
    assert mishaps.kills[0].shards == frozenset({1, 2})
    assert mishaps.kills[0].marks == {"s": 7}

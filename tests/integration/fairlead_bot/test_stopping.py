"""Pods that end."""

import asyncio
from pathlib import Path

from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import SlotLeases
from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_bot.conftest import StartPod, StartProcess
from tests.integration.fairlead_bot.waiting import eventually

CLOSES_THE_BOT = """
async def setup(bot):
    @bot.listen("on_raw_typing")
    async def close(*_):
        await bot.close()
"""

WORKS_ON = """
import asyncio

async def setup(bot):
    @bot.listen("on_raw_typing")
    async def work(*_):
        bot.services.log.info("work begins")
        try:
            await asyncio.sleep({seconds})
            bot.services.log.info("work is done")
        except asyncio.CancelledError:
            bot.services.log.info("work is cut short")
            raise
"""

TYPING = b'{"channel_id":"1","user_id":"2","timestamp":3}'


async def test_a_terminated_pod_keeps_its_sessions_gives_its_slot_back_and_ends_with_0(
    simulator: Simulator, control: ControlClient, redis: Redis, start_process: StartProcess
):
    process = await start_process(0)
    await process.ready()
    assert await process.terminate() == 0
    report = await control.report()
    assert {session.shard_id: session.connected for session in report.sessions} == {0: False, 1: False}
    assert report.violations == {}
    keys = FleetKeys(int(simulator.endpoints.application_id))
    assert await SlotLeases(redis, keys, Generation(4, 2)).holders() == {}


async def test_a_pod_terminated_while_it_waits_for_a_slot_ends_with_0(start_pod: StartPod, start_process: StartProcess):
    for ordinal in (0, 1):
        await start_pod(ordinal).ready()
    process = await start_process(2)
    await process.ready()
    assert await process.terminate() == 0


async def test_a_cog_that_closes_the_bot_ends_the_pod_and_keeps_the_sessions(
    simulator: Simulator, control: ControlClient, start_pod: StartPod, tmp_path: Path
):
    (tmp_path / "closing.py").write_text(CLOSES_THE_BOT)
    pod = start_pod(0, FAIRLEAD_COGS_DIRECTORY=str(tmp_path), FAIRLEAD_COGS_ENABLED="closing")
    await pod.ready()
    for session in simulator.simulation.application.sessions.on_shard(1):
        session.emit("TYPING_START", TYPING)
    await eventually(pod.running.done, "the pod has ended")
    assert pod.running.exception() is None
    assert [session.connected for session in (await control.report()).sessions] == [False, False]


async def test_a_handler_that_runs_when_the_pod_is_told_to_end_may_finish(
    simulator: Simulator, start_process: StartProcess, tmp_path: Path
):
    folder = tmp_path / "cogs"
    folder.mkdir()
    (folder / "working.py").write_text(WORKS_ON.format(seconds=1))
    process = await start_process(0, FAIRLEAD_COGS_DIRECTORY=str(folder), FAIRLEAD_COGS_ENABLED="working")
    await process.ready()
    for session in simulator.simulation.application.sessions.on_shard(0):
        session.emit("TYPING_START", TYPING)
    await eventually(lambda: "work begins" in process.output, "the handler runs")
    assert await process.terminate() == 0
    assert "work is done" in process.output


async def test_a_handler_that_does_not_finish_within_the_time_to_drain_is_cut_short(
    simulator: Simulator, start_process: StartProcess, tmp_path: Path
):
    folder = tmp_path / "cogs"
    folder.mkdir()
    (folder / "working.py").write_text(WORKS_ON.format(seconds=600))
    process = await start_process(
        0, FAIRLEAD_COGS_DIRECTORY=str(folder), FAIRLEAD_COGS_ENABLED="working", FAIRLEAD_DRAIN_SECONDS="8"
    )
    await process.ready()
    for session in simulator.simulation.application.sessions.on_shard(0):
        session.emit("TYPING_START", TYPING)
    await eventually(lambda: "work begins" in process.output, "the handler runs")
    began = asyncio.get_running_loop().time()
    assert await process.terminate() == 0
    assert asyncio.get_running_loop().time() - began < 8
    assert "work is cut short" in process.output

"""Registering slash commands once for each change."""

import asyncio

import pytest
from redis.asyncio import Redis

from fairlead_bot.bot import FairleadBot
from fairlead_bot.command_sync import CommandSync
from fairlead_shared.clock import SystemClock
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_bot.conftest import StartPod
from tests.integration.fairlead_bot.waiting import eventually


async def test_only_the_first_of_two_pods_registers_and_a_restart_does_not(
    simulator: Simulator, redis: Redis, start_pod: StartPod, monkeypatch: pytest.MonkeyPatch
):
    registered = list[FairleadBot]()
    register = CommandSync._register

    async def counting(self: CommandSync, bot: FairleadBot, wanted: str) -> bool:
        done = await register(self, bot, wanted)
        if done:
            registered.append(bot)
        return done

    monkeypatch.setattr(CommandSync, "_register", counting)
    pods = [start_pod(0), start_pod(1)]
    for pod in pods:
        await pod.ready()
    key = FleetKeys(int(simulator.endpoints.application_id)).command_sync("global")

    async def noted() -> bool:
        return await redis.get(key) is not None

    await eventually(noted, "the hash is noted")
    await pods[0].stop()
    again = start_pod(0)
    await again.ready()
    bot = again.runtime.pod.bot
    assert bot is not None
    sync = CommandSync(redis, FleetKeys(int(simulator.endpoints.application_id)), SystemClock())
    assert not await sync.sync(bot)
    assert len(registered) == 1


async def test_a_change_is_registered_by_one_of_those_that_have_it_at_the_same_time(
    simulator: Simulator, redis: Redis, start_pod: StartPod
):
    pod = start_pod(0)
    await pod.ready()
    bot = pod.runtime.pod.bot
    assert bot is not None
    keys = FleetKeys(int(simulator.endpoints.application_id))

    async def noted() -> bool:
        return await redis.get(keys.command_sync("global")) is not None

    await eventually(noted, "the first registration is over")

    @bot.tree.command(name="new", description="Is new.")
    async def new(_interaction: object) -> None: ...

    syncs = [CommandSync(redis, keys, SystemClock()) for _ in range(4)]
    assert sorted(await asyncio.gather(*(sync.sync(bot) for sync in syncs))) == [False, False, False, True]
    assert {command.name for command in await bot.tree.fetch_commands()} == {"status", "new"}

"""Pods that start together."""

import asyncio
import itertools
from pathlib import Path

from redis.asyncio import Redis

from fairlead_cli.local.process import free_port
from fairlead_shared.fleet.history import SessionHistory
from fairlead_shared.fleet.identify import IDENTIFY_SPACING, IdentifyLedger
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation, identify_bucket, identify_seconds, shard_of_guild
from fairlead_shared.fleet.records import IdentifyCause
from fairlead_shared.fleet.status import StatusStore
from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_bot.conftest import StartProcess
from tests.integration.fairlead_bot.pods import PodEnvironment, PodProcess
from tests.integration.fairlead_bot.waiting import eventually


def keys_of(simulator: Simulator) -> FleetKeys:
    return FleetKeys(int(simulator.endpoints.application_id))


async def test_two_pods_own_the_two_halves_of_four_shards_and_all_become_ready(
    simulator: Simulator, control: ControlClient, redis: Redis, start_process: StartProcess
):
    for process in await asyncio.gather(start_process(0), start_process(1)):
        await process.ready()
    report = await control.report()
    assert sorted((session.shard_id, session.shard_count) for session in report.sessions) == [
        (0, 4), (1, 4), (2, 4), (3, 4)
    ]  # fmt: skip
    assert report.identifies == 4
    assert report.violations == {}
    store = StatusStore(redis, keys_of(simulator), Generation(4, 2))

    async def all_ready() -> bool:
        return (await store.read()).ready

    await eventually(all_ready, "the fleet's status says that every shard is ready")
    status = await store.read()
    assert {view.shard_id: view.pod for view in status.shards} == {0: "demo-0", 1: "demo-0", 2: "demo-1", 3: "demo-1"}
    history = SessionHistory(redis, keys_of(simulator), Generation(4, 2))

    async def all_begun() -> bool:
        return [[start.cause for start in starts] for starts in (await history.read(range(4))).values()] == [
            ["start"]
        ] * 4

    await eventually(all_begun, "the history has one start of each shard")


async def test_each_guild_is_on_the_shard_of_discord_s_formula(
    simulator: Simulator, control: ControlClient, redis: Redis, start_process: StartProcess
):
    await asyncio.gather(start_process(0), start_process(1))
    guilds = [guild.id for guild in await control.guilds()]
    store = StatusStore(redis, keys_of(simulator), Generation(4, 2))

    async def all_told() -> bool:
        return sum(map(len, (await store.guilds()).values())) == len(guilds)

    await eventually(all_told, "every guild is on some shard")
    expected = {shard: sorted(guild for guild in guilds if shard_of_guild(guild, 4) == shard) for shard in range(4)}
    assert await store.guilds() == expected

    async def all_counted() -> bool:
        return (await store.read()).guilds == len(guilds)

    await eventually(all_counted, "the status counts every guild")


async def test_two_pods_with_one_bucket_identify_in_turn_and_never_too_early(
    start_simulator: StartSimulator, redis_url: str, redis: Redis, tmp_path: Path
):
    simulator = await start_simulator(max_concurrency=1)
    fleet = PodEnvironment(simulator, redis_url, tmp_path)
    processes = [await PodProcess.start(fleet.of(ordinal), free_port(), tmp_path) for ordinal in (0, 1)]
    try:
        for process in processes:
            await process.ready()
    finally:
        for process in processes:
            await process.kill()
    async with ControlClient(simulator.endpoints.control) as control:
        report = await control.report()
    assert report.violations == {}
    assert report.identifies == 4
    ledger = await IdentifyLedger(redis, keys_of(simulator)).entries()
    times = [at.timestamp() for at, _ in ledger]
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= IDENTIFY_SPACING
    assert times[-1] - times[0] <= identify_seconds(4, 1) * 1.05
    assert {entry.cause for _, entry in ledger} == {IdentifyCause.START}
    assert sorted(entry.shard_id for _, entry in ledger) == [0, 1, 2, 3]


async def test_many_shards_of_two_pods_share_the_buckets_without_a_violation(
    simulator: Simulator, control: ControlClient, redis: Redis, start_process: StartProcess
):
    layout = {"FAIRLEAD_SHARD_COUNT": "32", "FAIRLEAD_SHARDS_PER_POD": "16"}
    for process in await asyncio.gather(start_process(0, **layout), start_process(1, **layout)):
        await process.ready()
    report = await control.report()
    assert report.violations == {}
    assert report.identifies == 32
    last: dict[int, float] = {}
    for at, entry in await IdentifyLedger(redis, keys_of(simulator)).entries():
        bucket = identify_bucket(entry.shard_id, 16)
        assert at.timestamp() - last.get(bucket, 0.0) >= IDENTIFY_SPACING
        last[bucket] = at.timestamp()
    assert len(last) == 16

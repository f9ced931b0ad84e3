"""Pods on a simulated Discord and a real Redis."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from discord.http import Route
from redis.asyncio import Redis

from fairlead_cli.local.process import free_port
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.settling import trust_store
from fairlead_simulator.server import Simulator
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_bot.pods import LocalPod, PodEnvironment, PodProcess
from tests.integration.fairlead_bot.trial import Trial, begin_trial

type StartPod = Callable[..., LocalPod]
type StartTrial = Callable[..., Awaitable[Trial]]
type StartProcess = Callable[..., Awaitable[PodProcess]]


@pytest.fixture(autouse=True)
def discord_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a pod in this process sets is undone."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)


@pytest.fixture
async def environment(simulator: Simulator, redis: Redis, redis_url: str, tmp_path: Path) -> PodEnvironment:
    """The environment of the pods of one fleet; its empty store is trusted, so that nobody waits for it to settle."""
    await trust_store(redis, FleetKeys(int(simulator.endpoints.application_id)))
    return PodEnvironment(simulator, redis_url, tmp_path)


@pytest.fixture
async def start_pod(environment: PodEnvironment) -> AsyncIterator[StartPod]:
    """Start pods in this process, by ordinal and changed variables; all end with the test."""
    pods = list[LocalPod]()

    def start(ordinal: int = 0, **changes: str) -> LocalPod:
        pods.append(LocalPod(environment.of(ordinal, **changes)))
        return pods[-1]

    yield start
    for pod in pods:
        await pod.abandon()


@pytest.fixture
async def pod(start_pod: StartPod) -> LocalPod:
    """The first pod of two, with every shard of its slot ready."""
    pod = start_pod(0)
    await pod.ready()
    return pod


@pytest.fixture
async def start_process(environment: PodEnvironment) -> AsyncIterator[StartProcess]:
    """Start processes of pods, by ordinal and changed variables; all are gone after the test."""
    processes = list[PodProcess]()

    async def start(ordinal: int = 0, *, port: int | None = None, **changes: str) -> PodProcess:
        process = await PodProcess.start(environment.of(ordinal, **changes), port or free_port(), environment.folder)
        processes.append(process)
        return process

    yield start
    for process in processes:
        await process.kill()


@pytest.fixture
async def start_trial(start_simulator: StartSimulator, tmp_path: Path) -> AsyncIterator[StartTrial]:
    """Begin a trial on the strict simulator with a layout, such as ``4x2``, and options of the simulator."""
    async with AsyncExitStack() as stack:

        async def start(layout: str = "4x2", **options: float) -> Trial:
            generation = Generation.parse(layout)
            simulator = await start_simulator(strict=True, shards=generation.shard_count, **options)
            return await begin_trial(stack, generation, simulator, tmp_path)

        yield start

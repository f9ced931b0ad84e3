"""A fleet whose pods are replaced one after the other, each a process of this command."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

import aiohttp

from benchmarks.pods import LOOK_SECONDS, until_connected
from benchmarks.restarts import START_SECONDS, Restart, Scale, restart_cost
from fairlead_cli.local.process import ChildProcess
from fairlead_simulator.client import ControlClient

REPLACE_SECONDS = 120.0
"""How long one pod may take to be replaced."""
STOP_SECONDS = 30.0

type StartPod = Callable[[int], ChildProcess]
"""Starts the process of a pod, by its ordinal."""


class Fleet:
    """The processes of a fleet, one a pod.

    Attributes:
        scale: How large it is.
        control: Speaks with the simulator.
        processes: The processes by the pods' ordinals.
    """

    def __init__(self, scale: Scale, control: ControlClient, start: StartPod, readiness: Mapping[int, str]) -> None:
        """Start no process yet.

        Args:
            scale: How large the fleet is.
            control: Speaks with the simulator.
            start: Starts a pod's process.
            readiness: Where pods say whether they are ready, by their ordinals.
        """
        self.scale = scale
        self.control = control
        self.processes = dict[int, ChildProcess]()
        self._start = start
        self._readiness = readiness

    def start(self, ordinal: int) -> None:
        """Start the process of a pod."""
        self.processes[ordinal] = self._start(ordinal)

    async def connected(self, ordinal: int) -> None:
        """Wait until each shard of a pod's slot has a connection.

        Raises:
            TimeoutError: some had none in time.
        """
        shards = self.scale.generation.shards_of(ordinal)
        await until_connected(self.control, shards, REPLACE_SECONDS, [self.processes[ordinal]])

    async def ready(self, ordinal: int) -> None:
        """Wait until a pod says that it is ready.

        Raises:
            TimeoutError: it did not in time.
        """
        async with asyncio.timeout(REPLACE_SECONDS), aiohttp.ClientSession() as http:
            while not await _says_yes(http, self._readiness[ordinal]):  # noqa: ASYNC110 - nothing else tells
                await asyncio.sleep(LOOK_SECONDS)

    async def stop(self) -> None:
        """End all processes."""
        await asyncio.gather(*(process.stop(within=STOP_SECONDS) for process in self.processes.values()))


type Way = Callable[[Fleet, int], Awaitable[None]]
"""A way of replacing one pod: it returns when the pod's shards are connected again."""


async def in_place(fleet: Fleet, ordinal: int) -> None:
    """End a pod's process, then start another in its place: what a StatefulSet does with a pod."""
    await fleet.processes[ordinal].stop(within=STOP_SECONDS)
    fleet.start(ordinal)
    await fleet.connected(ordinal)


async def through_a_standby(fleet: Fleet, ordinal: int) -> None:
    """End a pod's process, which hands its slot to the standby, then start another, which stands by for the next."""
    await fleet.processes[ordinal].stop(within=STOP_SECONDS)
    fleet.start(ordinal)
    await fleet.connected(ordinal)
    await fleet.ready(ordinal)


async def _says_yes(http: aiohttp.ClientSession, address: str) -> bool:
    try:
        async with http.get(address) as answer:
            return answer.status == HTTPStatus.OK
    except aiohttp.ClientError:
        return False


async def rolling_restart(fleet: Fleet, way: Way, *, apart: float) -> Restart:
    """Start a fleet, replace its pods under traffic, and return what that cost; the fleet is ended.

    Args:
        fleet: The fleet, of which no process runs yet.
        way: How each pod is replaced.
        apart: Seconds between the starts of two pods, so that those that know nothing of each other identify in turn.
    """
    scale, control = fleet.scale, fleet.control

    async def replace_all() -> None:
        for ordinal in range(scale.pods):
            await way(fleet, ordinal)

    try:
        for ordinal in range(scale.pods):
            fleet.start(ordinal)
            await asyncio.sleep(apart)
        await until_connected(control, range(scale.shards), START_SECONDS, fleet.processes.values())
        for ordinal in range(scale.pods, scale.processes):
            fleet.start(ordinal)
            await fleet.ready(ordinal)
        return await restart_cost(control, scale.rate, replace_all)
    finally:
        await fleet.stop()

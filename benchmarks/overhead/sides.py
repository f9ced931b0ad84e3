"""The two bots that are compared: a pod and a stock bot, each on a simulator of its own."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from benchmarks.overhead.cogs import counting
from benchmarks.overhead.cost import Load, cpu_seconds_of
from benchmarks.pods import LOOPBACK, pod_process, simulator, store
from fairlead_cli.local.process import ChildProcess, free_port
from fairlead_cli.local.simulator import SimulatedDiscord
from fairlead_shared.fleet.layout import Generation
from fairlead_simulator.client import ControlClient

SHARDS = 16
INTENTS = "guilds,guild_messages,message_content,guild_reactions,guild_typing"
MIX = "messages"
OPTIONS = {"shards": SHARDS, "max_concurrency": SHARDS, "guilds": 400, "members_per_guild": 25}
START_SECONDS = 120.0
SETTLE_SECONDS = 2.0
ASK_SECONDS = 5.0
"""How often a pod is asked whether it is ready, and for its metrics: as often as anybody would."""


class Side:
    """A bot that runs, and the Discord that it runs on."""

    def __init__(self, process: ChildProcess, control: ControlClient, counts: Path) -> None:
        self.pid = process.pid
        self._process = process
        self._control = control
        self._counts = counts

    async def cost_of(self, load: Load) -> float:
        """Return the processor time, in seconds, that the bot uses under a load; no other load goes on meanwhile.

        Raises:
            RuntimeError: The load was not what it should have been.
        """
        await self._control.traffic(load.rate, MIX, encoded=True)
        await asyncio.sleep(SETTLE_SECONDS)
        before = await self._sent()
        cost = await cpu_seconds_of(self.pid, load.seconds)
        sent = await self._sent() - before
        await self._control.traffic(0)
        if abs(sent - load.rate * load.seconds) > 0.05 * load.rate * load.seconds:
            raise RuntimeError(f"{sent} events came in {load.seconds:g} s at {load.rate:g} a second")
        return cost

    async def finish(self) -> None:
        """End the bot.

        Raises:
            RuntimeError: Its listeners have not heard every event, or its shards needed more than one session.
        """
        report = await self._control.report()
        await self._process.stop(within=15)
        heard = json.loads(self._counts.read_text())
        if report.identifies != SHARDS or heard["messages"] < 0.7 * report.events_sent:
            raise RuntimeError(f"{report.events_sent} events, {report.identifies} identifies, heard {heard}")

    async def _sent(self) -> int:
        return (await self._control.report()).events_sent


@asynccontextmanager
async def fairlead(folder: Path) -> AsyncGenerator[Side]:
    """Run a pod with all shards, which is probed and whose metrics are read."""
    async with simulator(folder, **OPTIONS) as discord, store(folder, discord) as redis:
        port, counts = free_port(), folder / "counts"
        settings = {
            "DISCORD_INTENTS": INTENTS,
            "FAIRLEAD_COGS_DIRECTORY": str(Path(counting.__file__).parent),
            "FAIRLEAD_COGS_ENABLED": "counting",
            "HEALTH_PORT": str(port),
            counting.COUNTS_FILE: str(counts),
        }
        pod = pod_process(discord, redis.url, Generation(SHARDS, SHARDS), 0, folder, **settings)
        asking = asyncio.create_task(_ask(f"http://{LOOPBACK}:{port}"))
        try:
            async with _ready(discord, pod, counts) as side:
                yield side
                await side.finish()
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)


@asynccontextmanager
async def stock(folder: Path) -> AsyncGenerator[Side]:
    """Run a stock bot with all shards."""
    async with simulator(folder, **OPTIONS) as discord:
        counts = folder / "counts"
        arguments = [discord.api, discord.gateway, discord.token, str(SHARDS), INTENTS]
        command = [sys.executable, "-m", "benchmarks.overhead.stock", *arguments]
        environment = dict(os.environ) | {counting.COUNTS_FILE: str(counts)}
        bot = ChildProcess("stock", command, log=folder / "stock.log", environment=environment)
        async with _ready(discord, bot, counts) as side:
            yield side
            await side.finish()


@asynccontextmanager
async def _ready(discord: SimulatedDiscord, process: ChildProcess, counts: Path) -> AsyncGenerator[Side]:
    """Wait until a process has a session for each shard; kill it at the end of the block.

    Raises:
        TimeoutError: It had none in time.
    """
    try:
        async with ControlClient(discord.control) as control:
            async with asyncio.timeout(START_SECONDS):
                while len((await control.report()).sessions) < SHARDS:  # noqa: ASYNC110 - asked over HTTP
                    await asyncio.sleep(0.1)
            yield Side(process, control, counts)
    finally:
        process.kill()


async def _ask(url: str) -> None:
    """Do as a kubelet and Prometheus do; until the pod answers, nothing is to be read."""
    async with aiohttp.ClientSession() as http:
        while True:
            await asyncio.sleep(ASK_SECONDS)
            for path in ("/livez", "/readyz", "/metrics"):
                try:
                    async with http.get(url + path) as answer:
                        await answer.read()
                except aiohttp.ClientConnectionError:
                    continue

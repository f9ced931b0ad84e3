"""What benchmarks of whole pods share: a simulator, a Redis that pods may trust, pods, and what these handled."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from redis.asyncio import Redis

from fairlead_bot.discord_library import point_discord_at
from fairlead_bot.discord_login import application_id_of
from fairlead_cli.local.process import ChildProcess, free_port
from fairlead_cli.local.redis_server import RedisServer
from fairlead_cli.local.simulator import SimulatedDiscord, SimulatorServer
from fairlead_shared.errors import ConfigurationError
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.pod import PodVariable
from fairlead_shared.fleet.settling import trust_store
from fairlead_shared.redis_client import connect_redis
from fairlead_simulator.client import ControlClient, Report

LOOPBACK = "127.0.0.1"
WITNESS_COG = """
import os
from fairlead_simulator.witness_cog import Witness

async def setup(bot):
    control = os.environ["DISCORD_API_BASE_URL"].partition("/api/")[0] + "/_sim"
    await bot.add_cog(Witness(control, os.environ["POD_NAME"]))
"""
"""A cog that says to the simulator which events its pod handles."""
LOOK_SECONDS = 0.05
"""How often the simulator is asked for something that is waited for."""


@asynccontextmanager
async def simulator(folder: Path, **options: int) -> AsyncGenerator[SimulatedDiscord]:
    """Run a simulator, with the options that its command takes."""
    server = SimulatorServer(folder, {**options})
    try:
        yield await server.start()
    finally:
        await server.stop()


class Store:
    """A Redis for the pods of one bot.

    Attributes:
        url: Where it is.
        redis: A client.
        keys: The bot's keys.
    """

    def __init__(self, url: str, redis: Redis, keys: FleetKeys) -> None:
        self.url = url
        self.redis = redis
        self.keys = keys


@asynccontextmanager
async def store(folder: Path, discord: SimulatedDiscord) -> AsyncGenerator[Store]:
    """Run a Redis that is known to be complete although it is empty: pods need not wait for it to settle."""
    server = RedisServer(folder / "redis")
    await server.start()
    redis = connect_redis(server.url)
    try:
        point_discord_at(discord.api)
        keys = FleetKeys(await application_id_of(discord.token))
        await trust_store(redis, keys)
        yield Store(server.url, redis, keys)
    finally:
        await redis.aclose()
        await server.stop()


def pod_process(
    discord: SimulatedDiscord, redis_url: str, generation: Generation, ordinal: int, folder: Path, **settings: str
) -> ChildProcess:
    """Start a pod's process; ``settings`` are further variables of its environment."""
    variables = {
        PodVariable.POD_NAME: f"bench-{ordinal}",
        PodVariable.POD_UID: f"uid-{ordinal}",
        PodVariable.POD_NAMESPACE: "default",
        PodVariable.DEPLOYMENT: "bench",
        PodVariable.SHARD_COUNT: str(generation.shard_count),
        PodVariable.SHARDS_PER_POD: str(generation.shards_per_pod),
        PodVariable.INTENTS: "guilds",
        PodVariable.TOKEN: discord.token,
        PodVariable.API_BASE_URL: discord.api,
        PodVariable.REDIS_URL: redis_url,
        "HEALTH_HOST": LOOPBACK,
        "HEALTH_PORT": str(free_port()),
    }
    environment = dict(os.environ) | {str(name): value for name, value in variables.items()} | settings
    command = [sys.executable, "-m", "fairlead_bot"]
    return ChildProcess(f"pod {ordinal}", command, log=folder / f"pod-{ordinal}.log", environment=environment)


def write_cog(folder: Path, name: str, text: str) -> dict[str, str]:
    """Write a cog; return the variables that have a pod load it and no other."""
    cogs = folder / "cogs"
    cogs.mkdir(exist_ok=True)
    (cogs / f"{name}.py").write_text(text)
    return {"FAIRLEAD_COGS_DIRECTORY": str(cogs), "FAIRLEAD_COGS_ENABLED": name}


def cpu_seconds(pid: int) -> float:
    """Return the user and system time of a process (proc(5), fields 14 and 15 of stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def until_connected(
    control: ControlClient, shards: Iterable[int], seconds: float, processes: Iterable[ChildProcess]
) -> None:
    """Wait until each of some shards has a connection.

    Args:
        control: Speaks with the simulator.
        shards: The shards.
        seconds: How long that may take.
        processes: Those that connect them.

    Raises:
        ConfigurationError: one of the processes ended; the message has its last words.
        TimeoutError: some shards had no connection in time.
    """
    wanted, running = set(shards), list(processes)
    async with asyncio.timeout(seconds):
        while not wanted <= {session.shard_id for session in (await control.report()).sessions if session.connected}:
            for process in running:
                if process.exit_code is not None:
                    raise ConfigurationError(f"{process.name} ended: {process.last_words()}")
            await asyncio.sleep(LOOK_SECONDS)


async def settled_report(control: ControlClient, seconds: float) -> Report:
    """End the traffic; return the report when every event was handled, or when nothing more was for some seconds."""
    await control.traffic(0)
    report = await control.report()
    quiet_since = asyncio.get_running_loop().time()
    while report.delivery.total.handled < report.delivery.total.expected:
        await asyncio.sleep(LOOK_SECONDS)
        newer = await control.report()
        now = asyncio.get_running_loop().time()
        if newer.delivery.total.handled > report.delivery.total.handled:
            quiet_since = now
        report = newer
        if now - quiet_since > seconds:
            break
    return report

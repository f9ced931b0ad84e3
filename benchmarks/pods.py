"""What benchmarks of whole pods share: a simulator, a Redis that pods may trust, and the pods' processes."""

import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from redis.asyncio import Redis

from fairlead_bot.discord_library import point_discord_at
from fairlead_bot.discord_login import application_id_of
from fairlead_cli.local.process import ChildProcess, free_port
from fairlead_cli.local.redis_server import RedisServer
from fairlead_cli.local.simulator import SimulatedDiscord, SimulatorServer
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.pod import PodVariable
from fairlead_shared.fleet.settling import trust_store
from fairlead_shared.redis_client import connect_redis

LOOPBACK = "127.0.0.1"


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

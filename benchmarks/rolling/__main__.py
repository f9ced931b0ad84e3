"""Measure a rolling restart beside stock discord.py; see the README."""

import asyncio
import dataclasses
import secrets
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from rich.console import Console

from benchmarks.pods import LOOPBACK, WITNESS_COG, pod_process, simulator, store, write_cog
from benchmarks.restarts import IDENTIFY_SECONDS, Restart, Scale
from benchmarks.restarts_command import restart_options, show_begin, show_restarts
from benchmarks.rolling.fleet import Fleet, Way, in_place, rolling_restart, through_a_standby
from fairlead_cli.local.process import ChildProcess, free_port
from fairlead_shared.fleet.pod import PodVariable
from fairlead_simulator.client import ControlClient


async def fairlead(scale: Scale, folder: Path) -> Restart:
    """Restart a fleet of Fairlead pod by pod: each process ends and another resumes its sessions."""
    return await _restart_fairlead(scale, folder, in_place)


async def handover(scale: Scale, folder: Path) -> Restart:
    """Restart a fleet of Fairlead with a standby: each process hands its sessions over before it ends."""
    return await _restart_fairlead(dataclasses.replace(scale, standbys=1), folder, through_a_standby)


async def _restart_fairlead(scale: Scale, folder: Path, way: Way) -> Restart:
    settings = write_cog(folder, "witness", WITNESS_COG) | {"DISCORD_INTENTS": "guilds,guild_messages"}
    async with (
        simulator(folder, **scale.discord) as discord,
        store(folder, discord) as redis,
        ControlClient(discord.control) as control,
    ):
        health = {ordinal: free_port() for ordinal in range(scale.processes)}
        secret = secrets.token_urlsafe()

        def start(ordinal: int) -> ChildProcess:
            own = {
                PodVariable.POD_IP: LOOPBACK,
                PodVariable.HANDOVER_SECRET: secret,
                PodVariable.HANDOVER_PORT: str(free_port()),
                "HANDOVER_HOST": LOOPBACK,
                "HEALTH_PORT": str(health[ordinal]),
            }
            return pod_process(discord, redis.url, scale.generation, ordinal, folder, **settings, **own)

        readiness = {ordinal: f"http://{LOOPBACK}:{port}/readyz" for ordinal, port in health.items()}
        return await rolling_restart(Fleet(scale, control, start, readiness), way, apart=0.0)


async def peer(scale: Scale, folder: Path) -> Restart:
    """Restart processes of stock discord.py in the same order."""
    async with simulator(folder, **scale.discord) as discord, ControlClient(discord.control) as control:

        def start(ordinal: int) -> ChildProcess:
            shards = scale.generation.shards_of(ordinal)
            addresses = [discord.api, discord.gateway, discord.control, discord.token]
            numbers = [str(number) for number in (scale.shards, shards[0], shards[-1])]
            command = [sys.executable, "-m", "benchmarks.rolling.stock", *addresses, *numbers, f"stock-{ordinal}"]
            return ChildProcess(f"stock {ordinal}", command, log=folder / f"stock-{ordinal}.log")

        return await rolling_restart(Fleet(scale, control, start, {}), in_place, apart=IDENTIFY_SECONDS)


WAYS: dict[str, Callable[[Scale, Path], Awaitable[Restart]]] = {
    "fairlead": fairlead,
    "handover": handover,
    "peer": peer,
}


async def main() -> None:
    """Restart in every way, print the table and, last, the figures as one JSON line."""
    chosen = restart_options("benchmarks.rolling", WAYS).parse_args()
    scale = Scale(chosen.shards, chosen.pods, chosen.rate)
    console = Console()
    restarts = dict[str, Restart]()
    for name in chosen.ways:
        show_begin(console, name, scale)
        with tempfile.TemporaryDirectory() as folder:
            restarts[name] = await WAYS[name](scale, Path(folder))
    show_restarts(console, scale, restarts)


if __name__ == "__main__":
    asyncio.run(main())

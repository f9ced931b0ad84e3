"""Measure a rolling restart beside stock discord.py; see the README."""

import argparse
import asyncio
import dataclasses
import json
import secrets
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.pods import LOOPBACK, WITNESS_COG, pod_process, simulator, store, write_cog
from benchmarks.rolling.fleet import Fleet, Restart, Scale, Way, in_place, rolling_restart, through_a_standby
from fairlead_cli.local.process import ChildProcess, free_port
from fairlead_shared.fleet.pod import PodVariable
from fairlead_simulator.client import ControlClient

MAX_CONCURRENCY = 16
IDENTIFY_SECONDS = 6.0
"""Seconds between the starts of two processes of the peer, a little more than one identify takes of a bucket."""


def options(scale: Scale) -> dict[str, int]:
    """Return the simulator's options."""
    return {"shards": scale.shards, "max_concurrency": MAX_CONCURRENCY, "guilds": scale.shards * 5}


async def fairlead(scale: Scale, folder: Path) -> Restart:
    """Restart a fleet of Fairlead pod by pod: each process ends and another resumes its sessions."""
    return await _restart_fairlead(scale, folder, in_place)


async def handover(scale: Scale, folder: Path) -> Restart:
    """Restart a fleet of Fairlead with a standby: each process hands its sessions over before it ends."""
    return await _restart_fairlead(dataclasses.replace(scale, standbys=1), folder, through_a_standby)


async def _restart_fairlead(scale: Scale, folder: Path, way: Way) -> Restart:
    settings = write_cog(folder, "witness", WITNESS_COG) | {"DISCORD_INTENTS": "guilds,guild_messages"}
    async with (
        simulator(folder, **options(scale)) as discord,
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
    async with simulator(folder, **options(scale)) as discord, ControlClient(discord.control) as control:

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
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rolling")
    parser.add_argument("--shards", type=int, default=64)
    parser.add_argument("--pods", type=int, default=8)
    parser.add_argument("--rate", type=float, default=200.0, help="events per second over all shards")
    parser.add_argument("--ways", nargs="+", choices=[*WAYS], default=[*WAYS])
    chosen = parser.parse_args()
    scale = Scale(chosen.shards, chosen.pods, chosen.rate)
    console = Console()
    restarts = dict[str, Restart]()
    for name in chosen.ways:
        console.print(f"{name}: {scale.pods} pods with {scale.shards} shards", style="dim", highlight=False)
        with tempfile.TemporaryDirectory() as folder:
            restarts[name] = await WAYS[name](scale, Path(folder))
    title = f"{scale.shards} shards in {scale.pods} pods, {scale.rate:g} events a second"
    table = Table("", "identifies", "lost", "doubled", "of", "gap p50", "gap p99", "seconds", title=title)
    for name, restart in restarts.items():
        counts = (restart.identifies, restart.lost, restart.doubled, restart.expected)
        times = (restart.gap_p50, restart.gap_p99, restart.seconds)
        table.add_row(name, *(f"{count:,}" for count in counts), *(f"{seconds:.2f}" for seconds in times))
    console.print(table)
    print(json.dumps({name: figures(restart) for name, restart in restarts.items()}))


def figures(restart: Restart) -> dict[str, float]:
    """Return the figures of one way."""
    return {
        "identifies": restart.identifies,
        "lost": restart.lost,
        "doubled": restart.doubled,
        "gap_p50": round(restart.gap_p50, 3),
        "gap_p99": round(restart.gap_p99, 3),
        "seconds": round(restart.seconds, 2),
        "events": restart.expected,
        "violations": restart.violations,
    }


if __name__ == "__main__":
    asyncio.run(main())

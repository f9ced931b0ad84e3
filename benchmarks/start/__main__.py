"""Measure the start of a fleet beside discord.py's AutoShardedBot; see the README."""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.pods import pod_process, simulator, store
from fairlead_cli.local.process import ChildProcess
from fairlead_cli.local.simulator import SimulatedDiscord
from fairlead_shared.fleet.layout import Generation, identify_seconds
from fairlead_simulator.client import ControlClient

SHARDS = 8
PODS = 2
MAX_CONCURRENCY = 4
ROUNDS = 3
LONGEST_SECONDS = 180.0


OPTIONS = {"shards": SHARDS, "max_concurrency": MAX_CONCURRENCY, "guilds": 40}


async def fairlead(folder: Path) -> tuple[float, int]:
    """Return the seconds until a fleet is ready, and how many rules it broke."""
    generation = Generation(SHARDS, SHARDS // PODS)
    async with simulator(folder, **OPTIONS) as discord, store(folder, discord) as redis:
        pods = [pod_process(discord, redis.url, generation, ordinal, folder) for ordinal in range(PODS)]
        return await until_ready(discord, pods)


async def autosharded(folder: Path) -> tuple[float, int]:
    """Return the seconds until the peer is ready, and how many rules it broke."""
    async with simulator(folder, **OPTIONS) as discord:
        addresses = [discord.api, discord.gateway]
        command = [sys.executable, "-m", "benchmarks.start.autosharded", *addresses, discord.token, str(SHARDS)]
        return await until_ready(discord, [ChildProcess("autosharded", command, log=folder / "autosharded.log")])


async def until_ready(discord: SimulatedDiscord, processes: Sequence[ChildProcess]) -> tuple[float, int]:
    """Wait until the simulator has a session for every shard; end the processes.

    Raises:
        TimeoutError: it took longer than three minutes.
    """
    began = time.monotonic()
    try:
        async with asyncio.timeout(LONGEST_SECONDS), ControlClient(discord.control) as control:
            while len((report := await control.report()).sessions) < SHARDS:  # noqa: ASYNC110 - asked over HTTP
                await asyncio.sleep(0.05)
        return time.monotonic() - began, sum(report.violations.values())
    finally:
        await asyncio.gather(*(process.stop(within=15) for process in processes))


async def main() -> None:
    """Run the rounds, print the table and, last, the figures as one JSON line."""
    console = Console()
    seconds: dict[str, list[float]] = {"fairlead": [], "autosharded": []}
    violations = 0
    for round_number in range(1, ROUNDS + 1):
        for name, start in (("fairlead", fairlead), ("autosharded", autosharded)):
            with tempfile.TemporaryDirectory() as folder:
                took, broken = await start(Path(folder))
            seconds[name].append(took)
            violations += broken
            console.print(f"round {round_number} of {ROUNDS}: {name} {took:.1f} s", style="dim", highlight=False)
    least = identify_seconds(SHARDS, MAX_CONCURRENCY) - identify_seconds(1, 1)
    ours, theirs = (statistics.median(times) for times in seconds.values())
    table = Table("", "seconds", title=f"{SHARDS} shards ready, max_concurrency {MAX_CONCURRENCY}")
    for name, figure in (("fairlead", ours), ("autosharded", theirs), ("least that Discord allows", least)):
        table.add_row(name, f"{figure:.1f}")
    console.print(table)
    figures = {"fairlead_seconds": round(ours, 2), "autosharded_seconds": round(theirs, 2), "least_seconds": least}
    print(json.dumps(figures | {"ratio": round(ours / theirs, 3), "violations": violations}))


if __name__ == "__main__":
    asyncio.run(main())

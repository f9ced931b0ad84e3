"""Measure how a fleet shares the right to identify, beside stock discord.py; see the README."""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.pods import Store, pod_process, simulator, store
from fairlead_cli.local.process import ChildProcess
from fairlead_cli.local.simulator import SimulatedDiscord
from fairlead_shared.fleet.identify import LONGEST_POLL_SECONDS
from fairlead_shared.fleet.layout import Generation, identify_seconds
from fairlead_shared.fleet.status import StatusStore
from fairlead_simulator.client import ControlClient
from fairlead_simulator.violations import Rule

SHARDS = 32
LAYOUTS = (1, 4)
PEER_SHARDS_PER_PROCESS = 4
LARGE_PODS = 16
LARGE_MAX_CONCURRENCY = 16
GATHER_SECONDS = 300.0
"""How long all processes may take to stand in the queue."""
OPENING_SECONDS = LONGEST_POLL_SECONDS + 2.0
"""How long the buckets stay shut after that: each shard has looked where it stands since, as in any queue."""
STOP_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one start."""

    seconds: float
    limit_seconds: float
    broken: Mapping[str, int]

    @property
    def violations(self) -> int:
        """Identifies that came too early, or beyond the day's limit."""
        return identify_violations(self.broken)

    @property
    def ratio(self) -> float:
        """The time it took over the time that the limit allows."""
        return self.seconds / self.limit_seconds


async def fairlead(shards: int, shards_per_pod: int, max_concurrency: int) -> Run:
    """Start a fleet and return how long it took from the moment at which its buckets were free."""
    generation = Generation(shards, shards_per_pod)
    limit = identify_seconds(shards, max_concurrency)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with (
            simulator(folder, shards=shards, max_concurrency=max_concurrency, guilds=shards) as discord,
            store(folder, discord) as redis,
        ):
            buckets = [redis.keys.identify_spent(bucket) for bucket in range(max_concurrency)]
            for bucket in buckets:
                await redis.redis.set(bucket, "held", px=int(GATHER_SECONDS * 1000))
            pods = [pod_process(discord, redis.url, generation, slot, folder) for slot in range(generation.slots)]
            try:
                await _all_queued(redis, generation)
                for bucket in buckets:
                    await redis.redis.set(bucket, "held", px=int(OPENING_SECONDS * 1000))
                began = time.monotonic() + OPENING_SECONDS
                broken = await _until_sessions(discord, shards, OPENING_SECONDS + limit * 2 + 30)
                return Run(time.monotonic() - began, limit, broken)
            finally:
                await _stop(pods)


def identify_violations(broken: Mapping[str, int]) -> int:
    """Return how many of the broken rules, by name, are those of identifies."""
    return sum(broken.get(rule, 0) for rule in (Rule.IDENTIFY_BUCKET, Rule.SESSION_BUDGET))


async def stock(max_concurrency: int) -> int:
    """Start stock processes that know nothing of each other; return how often they identified too early."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with simulator(folder, shards=SHARDS, max_concurrency=max_concurrency, guilds=SHARDS) as discord:
            processes = list[ChildProcess]()
            for first in range(0, SHARDS, PEER_SHARDS_PER_PROCESS):
                last = first + PEER_SHARDS_PER_PROCESS - 1
                arguments = [discord.api, discord.gateway, discord.token, str(SHARDS), str(first), str(last)]
                command = [sys.executable, "-m", "benchmarks.identify.stock", *arguments]
                processes.append(ChildProcess(f"stock {first}", command, log=folder / f"stock-{first}.log"))
            try:
                seconds = identify_seconds(SHARDS, max_concurrency) + 30
                return identify_violations(await _until_sessions(discord, SHARDS, seconds))
            except TimeoutError:
                async with ControlClient(discord.control) as control:
                    return identify_violations((await control.report()).violations)
            finally:
                await _stop(processes)


async def _all_queued(redis: Store, generation: Generation) -> None:
    """Wait until every shard of a fleet has reported itself: each then stands in the queue.

    Raises:
        TimeoutError: they took five minutes.
    """
    statuses = StatusStore(redis.redis, redis.keys, generation)
    async with asyncio.timeout(GATHER_SECONDS):
        while any(shard.status is None for shard in (await statuses.read()).shards):  # noqa: ASYNC110 - in Redis
            await asyncio.sleep(0.2)


async def _until_sessions(discord: SimulatedDiscord, shards: int, seconds: float) -> Mapping[str, int]:
    """Wait until the simulator has a session for every shard; return how often each rule was broken.

    Raises:
        TimeoutError: it took too long.
    """
    async with asyncio.timeout(seconds), ControlClient(discord.control) as control:
        while len((report := await control.report()).sessions) < shards:  # noqa: ASYNC110 - asked over HTTP
            await asyncio.sleep(0.05)
        return report.violations


async def _stop(processes: Sequence[ChildProcess]) -> None:
    await asyncio.gather(*(process.stop(within=STOP_SECONDS) for process in processes))


async def main() -> None:
    """Run every start, print the table and, last, the figures as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.identify")
    parser.add_argument("--large", type=int, default=256, metavar="SHARDS", help="shards of the large run; 0: none")
    parser.add_argument("--max-concurrency", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--no-peer", action="store_true", help="leave stock discord.py out")
    chosen = parser.parse_args()
    console = Console()
    table = Table("max_concurrency", "seconds", "limit", "violations", "stock: violations")
    figures = dict[str, dict[str, float | int | None]]()
    for max_concurrency in chosen.max_concurrency:
        layouts = [(SHARDS, shards_per_pod) for shards_per_pod in LAYOUTS]
        if max_concurrency == LARGE_MAX_CONCURRENCY and chosen.large:
            layouts.append((chosen.large, chosen.large // LARGE_PODS))
        runs = list[Run]()
        for shards, shards_per_pod in layouts:
            runs.append(run := await fairlead(shards, shards_per_pod, max_concurrency))
            words = f"{shards} shards, {shards_per_pod} a pod, max_concurrency {max_concurrency}"
            console.print(
                f"{words}: {run.seconds:.1f} s of {run.limit_seconds:.0f}, rules broken: {run.broken or 'none'}",
                style="dim",
            )
        peer = None if chosen.no_peer else await stock(max_concurrency)
        worst, violations = max(runs, key=lambda run: run.ratio), sum(run.violations for run in runs)
        table.add_row(
            str(max_concurrency), f"{worst.seconds:.1f}", f"{worst.limit_seconds:.0f}", str(violations), str(peer)
        )
        figures[str(max_concurrency)] = {
            "violations": violations,
            "seconds": round(worst.seconds, 2),
            "limit_seconds": worst.limit_seconds,
            "peer_violations": peer,
        }
    console.print(table)
    print(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())

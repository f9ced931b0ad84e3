"""Measure what marks and checkpoints cost; see the README."""

import argparse
import asyncio
import json
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from redis.asyncio import Redis
from rich.console import Console
from rich.table import Table

from benchmarks.durability.latency import COG, environment, latencies, sent_messages
from benchmarks.pods import cpu_seconds, pod_process, simulator, store, until_connected, write_cog
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.pod import PodVariable
from fairlead_simulator.client import ControlClient

SHARDS = 4
START_SECONDS = 300.0
STOP_SECONDS = 30.0
SETTLE_SECONDS = 15.0
"""Traffic before the measurement: members are asked for, and the first checkpoint writes everything."""


@dataclass(frozen=True, slots=True)
class Load:
    """What the bot is in, and what happens there.

    Attributes:
        guilds: Guilds.
        members: People in each.
        rate: Events a second over all of them.
        seconds: How long is measured.
    """

    guilds: int
    members: int
    rate: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What a bot used and how late its handlers began.

    Attributes:
        cpu_seconds: Processor time.
        ms_p50: Median of the milliseconds from the simulator's send to the handler's begin.
        ms_p99: Their 99th percentile.
        redis_bytes: What its keys use in Redis.
        messages: How many messages the milliseconds are of.
    """

    cpu_seconds: float
    ms_p50: float
    ms_p99: float
    redis_bytes: float
    messages: float


async def measure(load: Load, *, durable: bool) -> Cost:
    """Run a bot under a load with the session store or without."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        handled = folder / "handled"
        settings = write_cog(folder, "handled", COG) | environment(handled)
        settings |= {
            PodVariable.INTENTS: "guilds,members,guild_messages",
            PodVariable.SESSION_STORE: str(durable).lower(),
        }
        async with (
            simulator(
                folder, shards=SHARDS, max_concurrency=SHARDS, guilds=load.guilds, members_per_guild=load.members
            ) as discord,
            store(folder, discord) as redis,
            ControlClient(discord.control) as control,
        ):
            pod = pod_process(discord, redis.url, Generation(SHARDS, SHARDS), 0, folder, **settings)
            try:
                await until_connected(control, range(SHARDS), START_SECONDS, [pod])
                await control.traffic(load.rate)
                await asyncio.sleep(SETTLE_SECONDS)
                sessions = (await control.report()).sessions
                before = cpu_seconds(pod.pid)
                await asyncio.sleep(load.seconds)
                used = cpu_seconds(pod.pid) - before
                await control.traffic(0)
                sent = await sent_messages(control, sessions)
                size = await stored_bytes(redis.redis)
            finally:
                await pod.stop(within=STOP_SECONDS)
        took = latencies(sent, handled)
        p99 = statistics.quantiles(took, n=100, method="inclusive")[98]
        return Cost(used, statistics.median(took), p99, size, len(took))


async def stored_bytes(redis: Redis) -> int:
    """Return what all keys use, with what Redis itself needs for them."""
    keys = [key async for key in redis.scan_iter(count=1_000)]
    sizes = [await redis.memory_usage(key, samples=0) for key in keys]
    return sum(size for size in sizes if size is not None)


def median_cost(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(
        cpu_seconds=statistics.median(cost.cpu_seconds for cost in costs),
        ms_p50=statistics.median(cost.ms_p50 for cost in costs),
        ms_p99=statistics.median(cost.ms_p99 for cost in costs),
        redis_bytes=statistics.median(cost.redis_bytes for cost in costs),
        messages=statistics.median(cost.messages for cost in costs),
    )


async def main() -> None:
    """Run the rounds, print the table and, last, the figures as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.durability")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rate", type=float, default=300.0, help="events per second over all shards")
    parser.add_argument("--guilds", type=int, default=1_000)
    parser.add_argument("--members", type=int, default=100, help="people in each guild")
    chosen = parser.parse_args()
    load = Load(chosen.guilds, chosen.members, chosen.rate, chosen.seconds)
    console = Console()
    measured: dict[bool, list[Cost]] = {True: [], False: []}
    for round_number in range(1, chosen.rounds + 1):
        for durable, costs in measured.items():
            costs.append(cost := await measure(load, durable=durable))
            words = f"{_name(durable=durable)} {cost.cpu_seconds:.2f} s of processor time, {cost.ms_p50:.2f} ms"
            console.print(f"round {round_number} of {chosen.rounds}: {words}", style="dim", highlight=False)
    on, off = (median_cost(costs) for costs in measured.values())
    title = f"{load.guilds:,} guilds of {load.members} members, {load.rate:g} events a second for {load.seconds:g} s"
    table = Table("session store", "processor time", "p50", "p99", "Redis", title=title)
    for durable, cost in ((True, on), (False, off)):
        times = (f"{cost.cpu_seconds:.2f} s", f"{cost.ms_p50:.2f} ms", f"{cost.ms_p99:.2f} ms")
        table.add_row(_name(durable=durable), *times, f"{cost.redis_bytes / 1000:,.0f} kB")
    console.print(table)
    figures = {
        "cpu_percent": round((on.cpu_seconds / off.cpu_seconds - 1) * 100, 1),
        "added_ms_p50": round(on.ms_p50 - off.ms_p50, 2),
        "added_ms_p99": round(on.ms_p99 - off.ms_p99, 2),
        "redis_bytes_per_guild": round((on.redis_bytes - off.redis_bytes) / load.guilds),
        "on_cpu_seconds": round(on.cpu_seconds, 2),
        "off_cpu_seconds": round(off.cpu_seconds, 2),
        "messages": round(on.messages),
    }
    print(json.dumps(figures))


def _name(*, durable: bool) -> str:
    return "on" if durable else "off"


if __name__ == "__main__":
    asyncio.run(main())

"""Measure what a pod costs beside a stock bot under the same traffic; see the README."""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.table import Table

from benchmarks.pods import LOOPBACK, pod_process, simulator, store
from fairlead_cli.local.process import ChildProcess, free_port
from fairlead_cli.local.simulator import SimulatedDiscord
from fairlead_shared.fleet.layout import Generation
from fairlead_simulator.client import ControlClient

SHARDS = 4
OPTIONS = {"shards": SHARDS, "max_concurrency": 16, "guilds": 100}
SETTLE_SECONDS = 5.0
START_SECONDS = 120.0
SCRAPE_SECONDS = 2.0
COUNTS = """
async def setup(bot):
    bot.seen = 0

    @bot.listen("on_message")
    async def count(message):
        bot.seen += 1
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process used: seconds of processor time, and MiB of resident memory."""

    cpu_seconds: float
    mb: float


@dataclass(frozen=True, slots=True)
class Load:
    """Events per second, and for how many seconds they are measured."""

    rate: float
    seconds: float


async def fairlead(load: Load) -> Cost:
    """Measure a pod."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "cogs").mkdir()
        (folder / "cogs" / "counting.py").write_text(COUNTS)
        async with simulator(folder, **OPTIONS) as discord, store(folder, discord) as redis:
            port = free_port()
            settings = {
                "DISCORD_INTENTS": "guilds,guild_messages",
                "FAIRLEAD_COGS_DIRECTORY": str(folder / "cogs"),
                "FAIRLEAD_COGS_ENABLED": "counting",
                "HEALTH_PORT": str(port),
            }
            pod = pod_process(discord, redis.url, Generation(SHARDS, SHARDS), 0, folder, **settings)
            scraping = asyncio.create_task(_scrape(f"http://{LOOPBACK}:{port}/metrics"))
            try:
                return await _measure(discord, pod, load)
            finally:
                scraping.cancel()
                await asyncio.gather(scraping, return_exceptions=True)


async def stock(load: Load) -> Cost:
    """Measure a stock bot."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with simulator(folder, **OPTIONS) as discord:
            arguments = [discord.api, discord.gateway, discord.token, str(SHARDS)]
            command = [sys.executable, "-m", "benchmarks.overhead.stock", *arguments]
            return await _measure(discord, ChildProcess("stock", command, log=folder / "stock.log"), load)


async def _measure(discord: SimulatedDiscord, process: ChildProcess, load: Load) -> Cost:
    """Return what a process costs under a load, once its shards have sessions; end it.

    Raises:
        TimeoutError: its shards had no sessions in time.
    """
    try:
        async with ControlClient(discord.control) as control:
            async with asyncio.timeout(START_SECONDS):
                while len((await control.report()).sessions) < SHARDS:  # noqa: ASYNC110 - asked over HTTP
                    await asyncio.sleep(0.1)
            await control.traffic(load.rate)
            await asyncio.sleep(SETTLE_SECONDS)
            before = _cpu_seconds(process.pid)
            await asyncio.sleep(load.seconds)
            return Cost(_cpu_seconds(process.pid) - before, _resident_mb(process.pid))
    finally:
        await process.stop(within=15)


async def _scrape(url: str) -> None:
    """Read metrics as Prometheus would, only more often; until the pod answers, nothing is to be read."""
    async with aiohttp.ClientSession() as http:
        while True:
            await asyncio.sleep(SCRAPE_SECONDS)
            try:
                async with http.get(url) as answer:
                    await answer.read()
            except aiohttp.ClientConnectionError:
                continue


def _cpu_seconds(pid: int) -> float:
    """Return the user and system time of a process (proc(5), fields 14 and 15 of stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def main() -> None:
    """Run the rounds, print the table and, last, the figures as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.overhead")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rate", type=float, default=300.0, help="events per second over all shards")
    chosen = parser.parse_args()
    load = Load(chosen.rate, chosen.seconds)
    console = Console()
    measured: dict[str, list[Cost]] = {"fairlead": [], "stock": []}
    kinds: tuple[tuple[str, Callable[[Load], Coroutine[None, None, Cost]]], ...] = (
        ("fairlead", fairlead),
        ("stock", stock),
    )
    for round_number in range(1, chosen.rounds + 1):
        for name, measure in kinds:
            cost = await measure(load)
            measured[name].append(cost)
            words = f"{name} {cost.cpu_seconds:.2f} s of processor time, {cost.mb:.1f} MiB"
            console.print(f"round {round_number} of {chosen.rounds}: {words}", style="dim", highlight=False)
    ours, theirs = (
        Cost(statistics.median(cost.cpu_seconds for cost in costs), statistics.median(cost.mb for cost in costs))
        for costs in measured.values()
    )
    table = Table("", "processor time", "memory", title=f"{load.rate:g} events a second for {load.seconds:g} s")
    for name, cost in (("fairlead", ours), ("stock", theirs)):
        table.add_row(name, f"{cost.cpu_seconds:.2f} s", f"{cost.mb:.1f} MiB")
    console.print(table)
    figures = {
        "cpu_percent": round((ours.cpu_seconds / theirs.cpu_seconds - 1) * 100, 1),
        "mb": round(ours.mb - theirs.mb, 1),
        "fairlead_cpu_seconds": round(ours.cpu_seconds, 2),
        "stock_cpu_seconds": round(theirs.cpu_seconds, 2),
        "fairlead_mb": round(ours.mb, 1),
        "stock_mb": round(theirs.mb, 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())

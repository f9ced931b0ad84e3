"""Measure what a pod costs beside a stock bot under the same traffic; see the README."""

import argparse
import asyncio
import json
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.overhead.cost import Load, resident_mb
from benchmarks.overhead.sides import SETTLE_SECONDS, SHARDS, Side, fairlead, stock

LIGHT, BUSY = 300.0, 1500.0
READY_SECONDS = 10.0
"""How long the bots are left alone after their shards have sessions: caches fill, first heartbeats go."""
NAMES = ("fairlead", "stock")


class Measurements:
    """What was measured in all rounds: pairs of processor seconds by load, fairlead's first, and pairs of MiB."""

    def __init__(self) -> None:
        self._seconds: defaultdict[Load, list[tuple[float, float]]] = defaultdict(list)
        self._mb: list[tuple[float, float]] = []

    async def take(self, loads: Sequence[Load], ours: Side, theirs: Side) -> None:
        """Measure both bots under each load, in turns of which each bot begins every other one; then their memory."""
        for load in loads:
            for turn in range(load.turns):
                self._seconds[load].append(await pair_of(load, ours, theirs, ours_first=turn % 2 == 0))
        self._mb.append((resident_mb(ours.pid), resident_mb(theirs.pid)))

    def seconds(self, load: Load, name: str) -> float:
        """Return the median of a bot's processor time under a load."""
        return statistics.median(pair[NAMES.index(name)] for pair in self._seconds[load])

    def percent(self, load: Load) -> float:
        """Return the processor time of fairlead above stock's, in percent of stock's: the median of all turns.

        The two halves of a turn follow each other at once, so that a machine that grows slower is slower for both.
        """
        return (statistics.median(ours / theirs for ours, theirs in self._seconds[load]) - 1) * 100

    def mb(self, name: str) -> float:
        """Return the median of a bot's resident memory."""
        return statistics.median(pair[NAMES.index(name)] for pair in self._mb)


async def pair_of(load: Load, ours: Side, theirs: Side, *, ours_first: bool) -> tuple[float, float]:
    """Return what both bots cost under a load: one after the other, or both at once where there is no traffic."""
    if load.rate == 0:
        return await asyncio.gather(ours.cost_of(load), theirs.cost_of(load))
    if ours_first:
        cost = await ours.cost_of(load)
        return cost, await theirs.cost_of(load)
    cost = await theirs.cost_of(load)
    return await ours.cost_of(load), cost


async def main() -> None:
    """Run the rounds, print the table and, last, the figures as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.overhead")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--turns", type=int, default=3, help="of both bots under each load, in each round")
    parser.add_argument("--seconds", type=float, default=10.0, help="that a bot is measured in a turn")
    chosen = parser.parse_args()
    loads = (
        Load("idle", 0, chosen.seconds * chosen.turns, turns=1),
        Load("light", LIGHT, chosen.seconds, chosen.turns),
        Load("busy", BUSY, chosen.seconds, chosen.turns),
    )
    console, measured = Console(), Measurements()
    for number in range(chosen.rounds):
        with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
            async with fairlead(Path(ours)) as pod, stock(Path(theirs)) as peer:
                await asyncio.sleep(READY_SECONDS - SETTLE_SECONDS)
                await measured.take(loads, pod, peer)
        console.print(f"round {number + 1} of {chosen.rounds}", style="dim", highlight=False)
    console.print(table_of(measured, loads))
    print(json.dumps(figures_of(measured, loads)))


def table_of(measured: Measurements, loads: Sequence[Load]) -> Table:
    """Return what people read: processor time in seconds a minute."""
    columns = [f"{load.name}: {load.rate:g} events/s" for load in loads]
    table = Table("processor seconds a minute", *columns, "memory", title=f"{SHARDS} shards in one process")
    for name in NAMES:
        spent = [f"{measured.seconds(load, name) * 60 / load.seconds:.2f}" for load in loads]
        table.add_row(name, *spent, f"{measured.mb(name):.1f} MiB")
    above = [f"{measured.percent(load):+.1f} %" if load.rate else "" for load in loads]
    table.add_row("above stock", *above, f"{measured.mb('fairlead') - measured.mb('stock'):+.1f} MiB")
    return table


def figures_of(measured: Measurements, loads: Sequence[Load]) -> dict[str, float]:
    """Return what programs read."""
    idle, light, busy = loads
    ours, theirs = NAMES
    figures = {
        "cpu_percent": measured.percent(busy),
        "mb": measured.mb(ours) - measured.mb(theirs),
        "cpu_percent_light": measured.percent(light),
    }
    for name in NAMES:
        figures |= {
            f"{name}_idle_cpu_seconds_per_minute": measured.seconds(idle, name) * 60 / idle.seconds,
            f"{name}_busy_us_per_event": measured.seconds(busy, name) * 1e6 / (busy.rate * busy.seconds),
            f"{name}_mb": measured.mb(name),
        }
    return {name: round(value, 2) for name, value in figures.items()}


if __name__ == "__main__":
    asyncio.run(main())

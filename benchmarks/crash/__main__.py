"""Measure what a pod that is killed costs; see the README."""

import argparse
import asyncio
import json
import os
import signal
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.pods import (
    LOOK_SECONDS,
    pod_process,
    settled_report,
    simulator,
    store,
    until_connected,
    write_cog,
)
from fairlead_cli.local.process import ChildProcess
from fairlead_shared.fleet.delivery import Delivery
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import LEASE_SECONDS
from fairlead_shared.fleet.pod import PodVariable
from fairlead_simulator.client import ControlClient, Report

GENERATION = Generation(8, 4)
OPTIONS = {"shards": GENERATION.shard_count, "max_concurrency": GENERATION.shard_count, "guilds": 80}
START_SECONDS = 120.0
STOP_SECONDS = 30.0
BACK_SECONDS = 60.0
"""How long the shards of a killed pod may take to handle events again."""
SETTLE_SECONDS = 8.0
"""How long there is traffic before a pod is killed, longer than the cache is away from a checkpoint, and after it."""
COG = """
import asyncio
import os
import time
from discord.ext import commands
from fairlead_simulator.witness_cog import Witness

class FirstHandled(commands.Cog):
    def __init__(self, folder):
        self.folder, self.seen = folder, set()

    @commands.Cog.listener()
    async def on_message(self, message):
        shard = message.guild.shard_id
        if shard not in self.seen:
            self.seen.add(shard)
            with open(f"{self.folder}/{os.getpid()}", "a") as file:
                file.write(f"{shard} {time.time()}\\n")

async def work():
    await asyncio.sleep(0.02)

async def setup(bot):
    control = os.environ["DISCORD_API_BASE_URL"].partition("/api/")[0] + "/_sim"
    await bot.add_cog(Witness(control, os.environ["POD_NAME"], work))
    await bot.add_cog(FirstHandled(os.environ["BENCH_HANDLED"]))
"""
"""The witness, with handlers that take a while, and when a process handled its first message of each shard."""


@dataclass(frozen=True, slots=True)
class Crash:
    """What a killed pod cost.

    Attributes:
        seconds: Until all of its shards handled events again, from the start of its next process or, where a standby
            takes over, from the kill.
        identifies: New sessions.
        lost: Events that were never handled, by the reason.
        doubled: Events that were handled again, by the reason.
        unexplained_ms: How many milliseconds before the kill each event was sent whose trouble has no reason.
    """

    seconds: float
    identifies: int
    lost: Mapping[str, int]
    doubled: Mapping[str, int]
    unexplained_ms: Sequence[float]

    @classmethod
    def of(cls, seconds: float, before: Report, after: Report, killed_at: float) -> "Crash":
        """Return the cost from two reports."""
        total = after.delivery.total
        sent = [round((killed_at - float(str(event["at"]))) * 1000, 1) for event in after.delivery.unexplained]
        return cls(seconds, after.identifies - before.identifies, total.lost, total.doubled, sent)


class Fleet:
    """The processes of a fleet.

    Attributes:
        control: Speaks with the simulator.
        processes: The processes by the pods' ordinals.
        killed_at: When one of them was killed last (seconds since the Unix epoch).
    """

    def __init__(self, control: ControlClient, handled: Path, start: Callable[[int], ChildProcess]) -> None:
        self.control = control
        self.processes = dict[int, ChildProcess]()
        self.killed_at = 0.0
        self._handled = handled
        self._start = start

    def start(self, ordinal: int) -> float:
        """Start the process of a pod; return when (seconds since the Unix epoch)."""
        began = time.time()
        self.processes[ordinal] = self._start(ordinal)
        return began

    async def kill(self, ordinal: int) -> None:
        """Kill the process of a pod."""
        process = self.processes[ordinal]
        os.kill(process.pid, signal.SIGKILL)
        self.killed_at = time.time()
        await process.ended()
        await self.control.note("kill", process=f"bench-{ordinal}")

    async def handling(self, ordinal: int, slot: int) -> float:
        """Wait until a pod has handled a message of each shard of a slot; return when that was.

        Raises:
            TimeoutError: it took more than a minute.
        """
        file = self._handled / str(self.processes[ordinal].pid)
        async with asyncio.timeout(BACK_SECONDS):
            while True:
                lines = file.read_text().splitlines() if file.exists() else []
                first = {int(shard): float(at) for shard, at in (line.split() for line in lines)}
                if set(GENERATION.shards_of(slot)) <= first.keys():
                    return max(first.values())
                await asyncio.sleep(LOOK_SECONDS)

    async def stop(self) -> None:
        """End all processes."""
        await asyncio.gather(*(process.stop(within=STOP_SECONDS) for process in self.processes.values()))


async def restarted(fleet: Fleet) -> float:
    """Kill a pod and start its process again, as a kubelet does; return the seconds from that start."""
    await fleet.kill(0)
    began = fleet.start(0)
    return await fleet.handling(0, 0) - began


async def taken_over(fleet: Fleet) -> float:
    """Kill a pod while another stands by; return the seconds from the kill."""
    standby = GENERATION.slots
    fleet.start(standby)
    await asyncio.sleep(SETTLE_SECONDS)
    await fleet.kill(0)
    return await fleet.handling(standby, 0) - fleet.killed_at


async def crash(way: Callable[[Fleet], Awaitable[float]], rate: float, delivery: str) -> Crash:
    """Start a fleet, let a way kill a pod under traffic, and return what that cost."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        handled = folder / "handled"
        handled.mkdir()
        settings = write_cog(folder, "witness", COG) | {"BENCH_HANDLED": str(handled)}
        settings |= {PodVariable.INTENTS: "guilds,guild_messages", PodVariable.DELIVERY: delivery}
        async with (
            simulator(folder, **OPTIONS) as discord,
            store(folder, discord) as redis,
            ControlClient(discord.control) as control,
        ):
            fleet = Fleet(
                control,
                handled,
                lambda ordinal: pod_process(discord, redis.url, GENERATION, ordinal, folder, **settings),
            )
            try:
                for ordinal in range(GENERATION.slots):
                    fleet.start(ordinal)
                await until_connected(control, range(GENERATION.shard_count), START_SECONDS, fleet.processes.values())
                await control.traffic(rate)
                await asyncio.sleep(SETTLE_SECONDS)
                before = await control.report()
                seconds = await way(fleet)
                await asyncio.sleep(SETTLE_SECONDS)
                return Crash.of(seconds, before, await settled_report(control, SETTLE_SECONDS), fleet.killed_at)
            finally:
                await fleet.stop()


async def main() -> None:
    """Kill pods, print the table and, last, the figures as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crash")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rate", type=float, default=100.0, help="events per second over all shards")
    parser.add_argument("--delivery", choices=[*Delivery], default=Delivery.AT_MOST_ONCE)
    chosen = parser.parse_args()
    console = Console()
    crashes: dict[str, list[Crash]] = {"restart": [], "takeover": []}
    for round_number in range(1, chosen.rounds + 1):
        for name, way in (("restart", restarted), ("takeover", taken_over)):
            crashes[name].append(one := await crash(way, chosen.rate, chosen.delivery))
            words = f"{name} {one.seconds:.1f} s, {one.identifies} identifies, lost {one.lost}, doubled {one.doubled}"
            console.print(f"round {round_number} of {chosen.rounds}: {words}", style="dim", highlight=False)
    table = Table("", "seconds", "identifies", "lost", "unexplained", "doubled", title=f"{chosen.rounds} pods killed")
    for name, those in crashes.items():
        lost, doubled = (sum((Counter(labels) for labels in found), Counter[str]()) for found in _labels(those))
        counts = (sum(one.identifies for one in those), lost.total(), lost["unexplained"], doubled.total())
        table.add_row(name, f"{statistics.median(one.seconds for one in those):.1f}", *map(str, counts))
    console.print(table)
    every = [*crashes["restart"], *crashes["takeover"]]
    figures = {
        "restart_seconds": round(statistics.median(one.seconds for one in crashes["restart"]), 2),
        "takeover_seconds": round(statistics.median(one.seconds for one in crashes["takeover"]), 2),
        "lease_seconds": LEASE_SECONDS,
        "lost_unexplained": sum(one.lost.get("unexplained", 0) for one in every),
        "lost_interrupted": sum(one.lost.get("interrupted", 0) for one in every),
        "doubled": sum(sum(one.doubled.values()) for one in every),
        "identifies": sum(one.identifies for one in every),
        "unexplained_ms": [milliseconds for one in every for milliseconds in one.unexplained_ms],
    }
    print(json.dumps(figures))


def _labels(crashes: Sequence[Crash]) -> tuple[list[Mapping[str, int]], list[Mapping[str, int]]]:
    """Return what was lost and what was doubled, of each crash."""
    return [one.lost for one in crashes], [one.doubled for one in crashes]


if __name__ == "__main__":
    asyncio.run(main())

"""Measure events per second and shards of the simulator beside a bare WebSocket server; see the README."""

import asyncio
import json
import resource
import statistics
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from fairlead_simulator.client import ControlClient
from fairlead_simulator.clock import SystemClock
from fairlead_simulator.gateway.frames import event_frame
from fairlead_simulator.happenings import MIXES
from fairlead_simulator.intents import KNOWN_BITS, Intent
from fairlead_simulator.server import SimulatorOptions, simulation_of
from fairlead_simulator.traffic import Traffic
from fairlead_simulator.world.events import Viewer

ROUNDS = 3
READING_SECONDS = 5.0
READING_SHARDS = 16
READING_GUILDS = 64
MOST_SHARDS = 16_384
RATE = 1_000_000
"""Events per second that are asked for: more than anybody serves."""

INTENTS = 53_608_447
LONGEST_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Reader:
    """A client process that is ready."""

    process: Process

    async def count(self, seconds: float) -> float:
        """Return the frames per second that come in the next seconds."""
        if self.process.stdin is None:
            raise RuntimeError("the reader has no stdin")
        self.process.stdin.write(f"{seconds}\n".encode())
        counted = json.loads(await _line(self.process))
        return float(counted["frames"]) / float(counted["seconds"])


@asynccontextmanager
async def reading(gateway: str, token: str, shards: int) -> AsyncGenerator[Reader]:
    """Run a client that only reads; it is ready when the context begins."""
    command = ["-m", "benchmarks.simulator.reader", gateway, token, str(shards), str(INTENTS)]
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdin=PIPE, stdout=PIPE)
    try:
        await _line(process)
        yield Reader(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@dataclass(frozen=True, slots=True)
class Server:
    """A simulator in a process of its own."""

    pid: int
    gateway: str
    control: str
    token: str


@asynccontextmanager
async def simulator(folder: Path, **options: int) -> AsyncGenerator[Server]:
    """Run a simulator."""
    program = str(Path(sys.executable).with_name("fairlead-sim"))
    arguments = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    with (folder / "simulator.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(program, "serve", *arguments, stdout=PIPE, stderr=log)
    try:
        said = json.loads(await _line(process))
        yield Server(process.pid, said["gateway"], said["control"], said["token"])
    finally:
        process.terminate()
        await process.wait()


async def events_per_second(folder: Path) -> float:
    """Return how many events a second one reader gets from the simulator."""
    wanted = {"shards": READING_SHARDS, "max_concurrency": READING_SHARDS, "guilds": READING_GUILDS}
    async with (
        simulator(folder, **wanted) as discord,
        ControlClient(discord.control) as control,
        reading(discord.gateway, discord.token, READING_SHARDS) as reader,
    ):
        await control.traffic(RATE, "messages", encoded=True)
        await reader.count(1.0)
        return await reader.count(READING_SECONDS)


async def peer_events_per_second(folder: Path) -> float:
    """Return how many events a second one reader gets from the bare server."""
    frames = folder / "frames"
    frames.write_bytes(b"\n".join(await sample_frames()))
    command = ["-m", "benchmarks.simulator.bare", str(frames)]
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=PIPE)
    try:
        port = int(await _line(process))
        async with reading(f"ws://127.0.0.1:{port}", "none", READING_SHARDS) as reader:
            await reader.count(1.0)
            return await reader.count(READING_SECONDS)
    finally:
        process.kill()
        await process.wait()


async def sample_frames() -> list[bytes]:
    """Return the frames that the simulator sends under load, for the peer to send."""
    simulation = simulation_of(SimulatorOptions(guilds=READING_GUILDS), SystemClock())
    events = await Traffic(simulation, 1).rehearsed(MIXES["messages"])
    viewer = Viewer(simulation.application.bot.id, Intent(KNOWN_BITS))
    return [event_frame(event.name, number, event.encoded_for(viewer)) for number, event in enumerate(events, 1_000)]


async def shards(folder: Path) -> tuple[int, float]:
    """Return how many shards are connected at once, and the megabytes that a thousand of them take in the server."""
    wanted = {"shards": MOST_SHARDS, "max_concurrency": MOST_SHARDS, "identify_limit": 2 * MOST_SHARDS}
    async with simulator(folder, **wanted, guilds=2_000, members_per_guild=1) as discord:
        before = resident_megabytes(discord.pid)
        async with reading(discord.gateway, discord.token, MOST_SHARDS), ControlClient(discord.control) as control:
            taken = resident_megabytes(discord.pid) - before
            report = await control.report()
    connected = sum(session.connected for session in report.sessions)
    return connected, taken / (connected / 1000)


def resident_megabytes(pid: int) -> float:
    """Return the resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


async def _line(process: Process) -> str:
    if process.stdout is None:
        raise RuntimeError("the process has no stdout")
    async with asyncio.timeout(LONGEST_SECONDS):
        line = await process.stdout.readline()
    if not line:
        raise RuntimeError("the process ended before it said anything")
    return line.decode()


async def main() -> None:
    """Run the rounds, print the table and, last, the figures as one JSON line."""
    console = Console()
    rates: dict[str, list[float]] = {"simulator": [], "bare server": []}
    for round_number in range(1, ROUNDS + 1):
        for name, measure in (("simulator", events_per_second), ("bare server", peer_events_per_second)):
            with tempfile.TemporaryDirectory() as folder:
                rate = await measure(Path(folder))
            rates[name].append(rate)
            console.print(
                f"round {round_number} of {ROUNDS}: {name} {rate:,.0f} events/s", style="dim", highlight=False
            )
    with tempfile.TemporaryDirectory() as folder:
        connected, megabytes = await shards(Path(folder))
    table = Table("", "", title=f"One client process that reads {READING_SHARDS} shards; shards connected at once")
    for name, found in rates.items():
        table.add_row(name, f"{statistics.median(found):,.0f} events/s")
    table.add_row("shards", f"{connected:,}")
    table.add_row("memory of 1,000 shards", f"{megabytes:.1f} MB")
    console.print(table)
    ours, theirs = (round(statistics.median(found)) for found in rates.values())
    figures = {"events_per_second": ours, "peer_events_per_second": theirs, "shards": connected}
    print(json.dumps(figures | {"mb_per_1000_shards": round(megabytes, 1)}))


if __name__ == "__main__":
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(main())

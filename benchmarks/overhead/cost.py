"""What a process costs: its processor time and its memory, as the kernel counts them."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Load:
    """What a bot is measured under.

    Attributes:
        name: What the table calls it.
        rate: Events per second over all shards.
        seconds: For how long a bot is measured in one turn.
        turns: How often, in a round.
    """

    name: str
    rate: float
    seconds: float
    turns: int


async def cpu_seconds_of(pid: int, seconds: float) -> float:
    """Return the processor time that a process uses in the next seconds."""
    before = _cpu_seconds(pid)
    await asyncio.sleep(seconds)
    return _cpu_seconds(pid) - before


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process in MiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _cpu_seconds(pid: int) -> float:
    """Return the user and system time of a process, all of its threads included (proc(5), stat, fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

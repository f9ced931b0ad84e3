"""What a restart of a whole fleet under traffic costs, whoever replaces its pods and however."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks.pods import settled_report
from fairlead_shared.fleet.layout import Generation
from fairlead_simulator.client import ControlClient

MAX_CONCURRENCY = 16
IDENTIFY_SECONDS = 6.0
"""Seconds between the first starts of two processes of stock discord.py, a little more than one identify takes of a
bucket: they know nothing of each other."""
START_SECONDS = 300.0
"""How long all pods may take to start."""
SETTLE_SECONDS = 5.0
"""How long there is traffic before the first pod is replaced and after the last, and how long events may be late."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How large the fleet is, and how much happens.

    Attributes:
        shards: Shards of all pods.
        pods: Pods with the same number of shards each.
        rate: Events a second over all guilds.
        standbys: Pods beyond those, which have no shards yet.
    """

    shards: int
    pods: int
    rate: float
    standbys: int = 0

    @property
    def processes(self) -> int:
        """How many processes there are."""
        return self.pods + self.standbys

    @property
    def generation(self) -> Generation:
        """The layout."""
        return Generation(self.shards, self.shards // self.pods)

    @property
    def discord(self) -> dict[str, int]:
        """The simulator's options."""
        return {"shards": self.shards, "max_concurrency": MAX_CONCURRENCY, "guilds": self.shards * 5}


@dataclass(frozen=True, slots=True)
class Restart:
    """What a restart cost.

    Attributes:
        identifies: New sessions.
        lost: Events that were never handled.
        doubled: How often an event was handled again.
        gap_p50: Median of the shards' times without a connection, in seconds.
        gap_p99: Their 99th percentile.
        seconds: How long it took.
        expected: Events that should have been handled, those before and after the restart included.
        violations: Rules of Discord that were broken.
    """

    identifies: int
    lost: int
    doubled: int
    gap_p50: float
    gap_p99: float
    seconds: float
    expected: int
    violations: int


async def restart_cost(control: ControlClient, rate: float, restart: Callable[[], Awaitable[None]]) -> Restart:
    """Restart a fleet under traffic, and return what that cost as the simulator saw it.

    Args:
        control: Speaks with the simulator, to which every shard of the fleet is connected.
        rate: Events a second over all guilds.
        restart: Replaces every pod; it returns when the last one is back.
    """
    await control.traffic(rate)
    await asyncio.sleep(SETTLE_SECONDS)
    before = await control.report()
    began = time.monotonic()
    await restart()
    seconds = time.monotonic() - began
    await asyncio.sleep(SETTLE_SECONDS)
    report = await settled_report(control, SETTLE_SECONDS)
    gaps = sorted(gap.longest for gap in report.gaps.values() if gap.longest is not None)
    total = report.delivery.total
    return Restart(
        identifies=report.identifies - before.identifies,
        lost=sum(total.lost.values()),
        doubled=sum(total.doubled.values()),
        gap_p50=statistics.median(gaps),
        gap_p99=statistics.quantiles(gaps, n=100, method="inclusive")[98],
        seconds=seconds,
        expected=total.expected,
        violations=sum(report.violations.values()) - sum(before.violations.values()),
    )

"""Waits for what the simulator reports of the events that it sent."""

import asyncio
from collections.abc import Callable

from fairlead_simulator.client import ControlClient, Report
from tests.integration.fairlead_bot.waiting import eventually

LOST_SECONDS = 3.0
"""How long an event that nobody handles may still be handled: it counts as lost until its handler begins."""
REPORT_SECONDS = 0.1
"""How often a report is asked for: with many events one keeps the simulator busy for a while."""


async def report_once(control: ControlClient, holds: Callable[[Report], bool], what: str) -> Report:
    """Wait until something holds of the report; return it."""
    reports = list[Report]()

    async def looks_so() -> bool:
        reports.append(await control.report())
        return holds(reports[-1])

    await eventually(looks_so, what, every=REPORT_SECONDS)
    return reports[-1]


async def settled(control: ControlClient, lost_seconds: float = LOST_SECONDS) -> Report:
    """Wait until every event has been handled, or is lost and stays so, and no handler runs; return the report."""

    def nothing_open(report: Report) -> bool:
        total = report.delivery.total
        return total.running == 0 and total.handled + sum(total.lost.values()) == total.expected

    report = await report_once(control, nothing_open, "nothing is open")
    if not report.delivery.total.lost:
        return report
    time = asyncio.get_running_loop().time
    until = time() + lost_seconds
    return await report_once(control, lambda seen: seen.delivery.total.whole or time() > until, "it stays so")

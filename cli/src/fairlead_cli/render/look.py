"""One look at a local fleet: what its pods reported, and what their runner knows of their processes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fairlead_shared.fleet.status import FleetStatus, PodReport, fleet_status


@dataclass(frozen=True, slots=True)
class PodLine:
    """A pod as its runner knows it.

    Attributes:
        name: Its name.
        pid: The id of its process; nothing between two processes.
        began: When that process began, in UTC.
        restarts: How often it was started again.
    """

    name: str
    pid: int | None
    began: datetime | None
    restarts: int


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of a fleet at one moment."""

    fleet: FleetStatus
    pods: tuple[PodLine, ...]

    @property
    def failed_cogs(self) -> dict[str, str]:
        """The cogs that some pod could not load, and why."""
        cogs = [cog for report in self.fleet.pods if not report.stale for cog in report.status.cogs]
        return {cog.name: cog.error or "" for cog in cogs if not cog.loaded}


def take_look(fleet: FleetStatus, pods: Sequence[PodLine]) -> Look:
    """Return a look in which the report of a process that is gone counts as stale at once."""
    reports = [
        PodReport(math.inf, report.status) if _is_of_another_process(report, pods) else report for report in fleet.pods
    ]
    return Look(fleet_status(fleet.generation, reports), tuple(pods))


def _is_of_another_process(report: PodReport, pods: Sequence[PodLine]) -> bool:
    began = next((pod.began for pod in pods if pod.name == report.status.pod), None)
    return began is None or report.status.started_at < began

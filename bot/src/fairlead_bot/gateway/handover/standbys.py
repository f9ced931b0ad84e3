"""To which standby a slot is handed: a function of what the pods of the generation say of themselves."""

from collections.abc import Iterable
from typing import Final

from fairlead_shared.fleet.status import PodReport

FRESH_SECONDS: Final = 5.0
"""A standby that has not reported for longer is not asked: pods report every two seconds."""


def standbys(reports: Iterable[PodReport]) -> list[str]:
    """Return the addresses of those that can be handed a slot, the one that started last first: its image is newest."""
    fit = [
        report
        for report in reports
        if report.status.slot is None and report.status.handover_address and report.age <= FRESH_SECONDS
    ]
    fit.sort(key=lambda report: report.status.started_at, reverse=True)
    return [report.status.handover_address or "" for report in fit]

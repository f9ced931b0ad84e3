"""To which standby a slot is handed."""

from datetime import UTC, datetime, timedelta

from fairlead_bot.gateway.handover.standbys import FRESH_SECONDS, standbys
from fairlead_shared.fleet.records import PodStatus
from fairlead_shared.fleet.status import PodReport

MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)


def report(pod: str, *, age: float = 1.0, slot: int | None = None, started: int = 0, address: bool = True) -> PodReport:
    """What a pod reported; it started some minutes after midnight."""
    return PodReport(
        age,
        PodStatus(
            pod=pod,
            generation="2x2",
            slot=slot,
            started_at=MIDNIGHT + timedelta(minutes=started),
            handover_address=f"http://{pod}/handover" if address else None,
        ),
    )


def test_the_one_that_started_last_comes_first():
    reports = [report("old", started=1), report("new", started=9), report("middle", started=5)]
    assert standbys(reports) == [f"http://{pod}/handover" for pod in ("new", "middle", "old")]


def test_only_those_that_stand_by_say_where_and_reported_just_now_are_asked():
    reports = [
        report("drives", slot=0),
        report("silent", address=False),
        report("gone", age=FRESH_SECONDS + 0.1),
        report("fit", age=FRESH_SECONDS),
    ]
    assert standbys(reports) == ["http://fit/handover"]


def test_a_fleet_without_standbys_has_none():
    assert standbys([report("drives", slot=0), report("too", slot=1)]) == []

"""The terminal view, drawn on a console that remembers."""

from dataclasses import replace

import pytest
from rich.console import Console

from fairlead_simulator.client import BudgetReport, Report, SessionReport
from fairlead_simulator.delivery_report import DeliveryCounts, DeliveryReport
from fairlead_simulator.view import ROWS, screen

NOTHING = DeliveryCounts(0, 0, 0, {}, {}, {})
QUIET = Report(
    application_id=1,
    identifies=0,
    identifies_by_shard={},
    resumes=0,
    violations={},
    unknown_routes={},
    sessions=[],
    events_sent=0,
    budget=BudgetReport(1_000, 1_000, 0),
    delivery=DeliveryReport(NOTHING, {}, [], [], 0, 0),
    gaps={},
)


def session(shard_id: int = 0, sequence: int = 5, *, connected: bool = True) -> SessionReport:
    return SessionReport(f"s{shard_id}", shard_id, 4, connected, sequence, 1, 3)


def drawn(now: Report, before: Report | None = None, seconds: float = 1.0) -> str:
    console = Console(width=160, record=True, file=None, quiet=False, force_terminal=False)
    with console.capture() as capture:
        console.print(screen(now, before, seconds))
    return capture.get()


def test_a_quiet_simulator_has_no_violations():
    text = drawn(QUIET)
    assert "0, 0 connected" in text
    assert "1,000 of 1,000 left today" in text
    assert "Violations" in text
    assert "none" in text
    assert "Delivery" not in text


@pytest.mark.parametrize(
    ("before", "seconds", "said"),
    [(None, 1.0, "…"), (500, 2.0, "250/s"), (1_000, 1.0, "0/s"), (500, 0.0, "…")],
)
def test_the_rate_is_what_came_since_the_last_look(before: int | None, seconds: float, said: str):
    earlier = None if before is None else replace(QUIET, events_sent=before)
    assert f"1,000, {said}" in drawn(replace(QUIET, events_sent=1_000), earlier, seconds)


def test_the_rate_of_a_session_is_its_own():
    now, before = replace(QUIET, sessions=[session(sequence=30)]), replace(QUIET, sessions=[session(sequence=10)])
    assert "10/s" in drawn(now, before, 2.0)


def test_violations_are_named_with_the_most_frequent_first():
    text = drawn(replace(QUIET, violations={"send_rate": 2, "identify_bucket": 7}))
    assert text.index("identify bucket") < text.index("send rate")


def test_sessions_without_a_connection_come_first_and_the_rest_is_counted():
    sessions = [session(shard_id) for shard_id in range(ROWS + 5)] + [session(99, connected=False)]
    text = drawn(replace(QUIET, sessions=sessions))
    assert text.index("99/4") < text.index("0/4")
    assert "waits for a resume" in text
    assert "and 6 more" in text


def test_losses_are_shown_with_their_labels():
    total = DeliveryCounts(10, 7, 0, {"unexplained": 2, "session_gone": 1}, {}, {})
    delivery = DeliveryReport(total, {}, ["MESSAGE_CREATE"], [], 0, 0)
    text = drawn(replace(QUIET, delivery=delivery))
    assert "2 unexplained, 1 session gone" in text

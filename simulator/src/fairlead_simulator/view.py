"""The terminal view: what happens on a simulator, at a glance. Pure: from reports to tables."""

from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from fairlead_simulator.client import Report, SessionReport
from fairlead_simulator.delivery_report import DeliveryCounts

ROWS = 30
"""Sessions that are shown one by one; the line above the table counts all."""

_NARROWEST = 16
"""Columns of a table, so that its title is not cut off."""


def screen(now: Report, before: Report | None, seconds: float) -> RenderableType:
    """Draw a report.

    Args:
        now: The report.
        before: The one before it, from which rates are computed; None for the first.
        seconds: The time between the two.
    """
    tables = [_totals(now, before, seconds), _violations(now)]
    if now.delivery.witnessed:
        tables.append(_delivery(now.delivery.total))
    return Group(Columns(tables, padding=(0, 4)), _sessions(now, before, seconds))


def _totals(now: Report, before: Report | None, seconds: float) -> Table:
    connected = sum(session.connected for session in now.sessions)
    earlier = None if before is None else before.events_sent
    table = _plain("Gateway")
    table.add_row("sessions", f"{len(now.sessions):,}, {connected:,} connected")
    table.add_row("identifies", f"{now.identifies:,}, {now.budget.remaining:,} of {now.budget.total:,} left today")
    table.add_row("resumes", f"{now.resumes:,}")
    table.add_row("events", f"{now.events_sent:,}, {_rate(now.events_sent, earlier, seconds)}")
    return table


def _violations(now: Report) -> Table:
    table = _plain("Violations")
    for rule, times in sorted(now.violations.items(), key=lambda item: -item[1]):
        table.add_row(rule.replace("_", " "), Text(f"{times:,}", style="bold red"))
    if not now.violations:
        table.add_row(Text("none", style="green"), "")
    return table


def _delivery(total: DeliveryCounts) -> Table:
    table = _plain("Delivery")
    table.add_row("expected", f"{total.expected:,}")
    table.add_row("handled", f"{total.handled:,}")
    table.add_row("running", f"{total.running:,}")
    for name, counts in (("lost", total.lost), ("doubled", total.doubled), ("out of order", total.out_of_order)):
        said = ", ".join(f"{times:,} {label.replace('_', ' ')}" for label, times in counts.items())
        table.add_row(name, Text(said, style="bold red") if "unexplained" in counts else Text(said or "0"))
    return table


def _sessions(now: Report, before: Report | None, seconds: float) -> Table:
    earlier = {session.session_id: session for session in before.sessions} if before else {}
    table = Table(title_justify="left", box=None, pad_edge=False, header_style="dim")
    for name in ("shard", "state", "guilds", "sequence", "events"):
        table.add_column(name, justify="right" if name in {"guilds", "sequence", "events"} else "left")
    for session in sorted(now.sessions, key=_urgency)[:ROWS]:
        known = earlier.get(session.session_id)
        table.add_row(
            f"{session.shard_id}/{session.shard_count}",
            Text("connected", style="green") if session.connected else Text("waits for a resume", style="yellow"),
            f"{session.guilds:,}",
            f"{session.sequence:,}",
            _rate(session.sequence, None if known is None else known.sequence, seconds),
        )
    hidden = len(now.sessions) - ROWS
    if hidden > 0:
        table.caption = f"and {hidden:,} more"
    return table


def _urgency(session: SessionReport) -> tuple[bool, int, int]:
    """Order sessions: those without a connection first, then by shard."""
    return session.connected, session.shard_count, session.shard_id


def _rate(now: int, before: int | None, seconds: float) -> str:
    return "…" if before is None or seconds <= 0 else f"{(now - before) / seconds:,.0f}/s"


def _plain(title: str) -> Table:
    return Table(title=title, title_justify="left", show_header=False, box=None, pad_edge=False, min_width=_NARROWEST)

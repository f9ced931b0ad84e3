"""What is known of a BotDeployment, as a picture for people and as a record for programs."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final, cast

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from fairlead_cli.render.words import age_of, count, ranges, words
from fairlead_cli.view import ConditionView, DeploymentView, EventView, Figures, PodView

_PHASES: Final = {"Ready": "bold green", "Degraded": "bold red", "Failed": "bold red"}
_GOOD: Final = {"Ready": "True", "IdentifyBudgetAvailable": "True", "Degraded": "False"}
"""The conditions that are good or bad, and the status in which they are good; the others only tell."""
_LABEL_WIDTH: Final = 12


def status_picture(view: DeploymentView, now: datetime) -> RenderableType:
    """Return all that is known of a BotDeployment, at most 100 columns wide."""
    parts: list[RenderableType] = [_headline(view), _line("where", view.where)]
    parts += _figure_lines(view.figures, view.generation)
    parts += _rollout_lines(view.rollout)
    if view.not_ready_shards:
        parts.append(_line("not ready", f"shards {ranges(view.not_ready_shards)}", "yellow"))
    if not view.current:
        parts.append(
            _line("note", "The status is about an older specification: the operator has yet to look.", "yellow")
        )
    if view.conditions:
        parts += [Text(), _conditions(view.conditions, now)]
    if view.pods:
        parts += [Text(), _pods(view.pods, now)]
    if view.events:
        parts += [Text(), _events(view.events, now)]
    parts += [Text(problem, "yellow") for problem in view.problems]
    return Group(*parts)


def status_record(view: DeploymentView) -> dict[str, object]:
    """Return all that is known of a BotDeployment, for a program; times in UTC."""
    figures = view.figures
    return {
        "place": view.place.value,
        "name": view.name,
        "namespace": view.namespace,
        "phase": view.phase,
        "current": view.current,
        "generation": view.generation,
        "shards": {
            "total": figures.shards,
            "ready": figures.ready_shards,
            "recommended": figures.recommended,
            "target": figures.target,
            "not_ready": list(view.not_ready_shards),
        },
        "guilds": figures.guilds,
        "identifies": {
            "total": figures.identifies,
            "remaining": figures.identifies_left,
            "resets_at": figures.resets_at,
        },
        "pods": {
            "desired": figures.pods,
            "ready": figures.ready_pods,
            "updated": figures.updated_pods,
            "items": [_timed(asdict(pod)) for pod in view.pods],
        },
        "rollout": dict(view.rollout),
        "conditions": [_timed(asdict(condition)) for condition in view.conditions],
        "events": [_timed(asdict(event)) for event in view.events],
        "problems": list(view.problems),
    }


def _timed(fields: dict[str, Any]) -> dict[str, object]:  # Any: as asdict gives it
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in fields.items()}


def _headline(view: DeploymentView) -> Text:
    phase = view.phase or "no status yet"
    return Text.assemble((f"BotDeployment {view.name}", "bold"), "  ", (phase, _PHASES.get(phase, "bold yellow")))


def _figure_lines(figures: Figures, generation: str | None) -> Iterator[Text]:
    if figures.shards is not None:
        known = "" if figures.ready_shards is None else f"{figures.ready_shards:,} of "
        wanted = f", {figures.target:,} wanted" if figures.target not in {None, figures.shards} else ""
        recommended = "" if figures.recommended is None else f", Discord recommends {figures.recommended:,}"
        ready = "" if figures.ready_shards is None else " ready"
        yield _line("shards", f"{known}{figures.shards:,}{ready}{wanted}{recommended}; layout {generation}")
    if figures.pods is not None:
        yield _line(
            "pods", f"{figures.ready_pods} of {figures.pods} ready, {figures.updated_pods} with the newest template"
        )
    if figures.guilds is not None:
        yield _line("guilds", f"{figures.guilds:,}")
    if figures.identifies_left is not None:
        resets = f", all of them again at {figures.resets_at}" if figures.resets_at else ""
        yield _line("identifies", f"{figures.identifies_left:,} of {figures.identifies:,} left today{resets}")


def _rollout_lines(rollout: Mapping[str, object]) -> Iterator[Text]:
    label = "rollout"
    for name, value in _flat(rollout):
        yield _line(label, f"{name}: {value}")
        label = ""


def _flat(fields: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield every field with its path in words; a list of plain values is one of them."""
    for key, value in fields.items():
        name = f"{prefix}{words(key)}"
        if isinstance(value, Mapping):
            yield from _flat(cast("Mapping[str, object]", value), f"{name} ")
        elif isinstance(value, list | tuple):
            items = cast("list[object]", value)
            if any(isinstance(item, Mapping) for item in items):
                for number, item in enumerate(items, 1):
                    yield from _flat({str(number): item}, f"{name} ")
            else:
                yield name, ", ".join(map(_plain, items)) or "none"
        else:
            yield name, _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def _line(label: str, text: str, style: str = "") -> Text:
    """Return a labelled line; what does not fit goes on below the text, not below the label."""
    return Text.assemble(f"  {label:<{_LABEL_WIDTH}}", (text, style))


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", expand=False)
    for heading in headings:
        table.add_column(heading, no_wrap=heading not in {"MESSAGE", "POD", "NOTE"}, overflow="fold")
    return table


def _conditions(conditions: tuple[ConditionView, ...], now: datetime) -> Table:
    table = _table("CONDITION", "STATUS", "SINCE", "REASON", "MESSAGE")
    for condition in conditions:
        good = _GOOD.get(condition.type)
        style = "" if good is None else "green" if condition.status == good else "red"
        status = Text(condition.status, style if condition.status != "Unknown" else "yellow")
        table.add_row(condition.type, status, age_of(condition.since, now), condition.reason, condition.message)
    return table


def _pods(pods: tuple[PodView, ...], now: datetime) -> Table:
    table = _table("POD", "STATE", "READY", "RESTARTS", "AGE", "NOTE")
    for pod in pods:
        ready = Text("yes", "green") if pod.ready else Text("no", "yellow")
        restarts = "" if pod.restarts is None else str(pod.restarts)
        table.add_row(pod.name, pod.state, ready, restarts, age_of(pod.since, now), pod.note)
    return table


def _events(events: tuple[EventView, ...], now: datetime) -> Table:
    table = _table("EVENT", "AGE", "TYPE", "MESSAGE")
    for event in events:
        kind = Text("Warning", "red") if event.warning else Text("Normal", "dim")
        times = f" ({count(event.count, 'time')})" if event.count > 1 else ""
        table.add_row(event.reason, age_of(event.at, now), kind, f"{event.message}{times}")
    return table

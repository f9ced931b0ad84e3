"""Measure what the operator costs with many resources, beside a plain kopf operator; see the README."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.control_plane import INTERRUPTED, control_plane, logs_folder
from benchmarks.operator.fairlead import fairlead
from benchmarks.operator.kwok import kwok_program
from benchmarks.operator.peer import peer
from benchmarks.operator.trial import PODS, Figures, Trial

WAYS: dict[str, Callable[[Trial], Coroutine[None, None, Figures]]] = {"fairlead": fairlead, "peer": peer}


def main() -> None:
    """Measure both operators, print the tables and, last, the figures as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.operator")
    parser.add_argument("--deployments", type=int, default=500, help=f"resources, with {PODS} pods each")
    parser.add_argument("--settle", type=float, default=75.0, help="seconds in which nothing happens before that")
    parser.add_argument("--seconds", type=float, default=180.0, help="how long requests are counted")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=[*WAYS])
    parser.add_argument("--logs", type=Path, metavar="FOLDER", help="keep the logs there")
    chosen = parser.parse_args()
    console = Console()

    def show(line: str) -> None:
        console.print(f"  {line}", style="dim", highlight=False, markup=False, soft_wrap=True)

    kwok = kwok_program(show)
    found = dict[str, Figures]()
    for name in chosen.ways:
        console.print(f"{name}: {chosen.deployments} resources with {PODS} pods each", style="dim", highlight=False)
        # The control plane starts outside of the event loop, which would hold Ctrl-C back until it has started.
        with logs_folder(chosen.logs, name) as folder, control_plane(folder) as plane:
            trial = Trial(chosen.deployments, chosen.settle, chosen.seconds, plane, kwok, show)
            found[name] = asyncio.run(WAYS[name](trial))
    _show_requests(console, found)
    _show_figures(console, chosen.deployments, found)
    print(json.dumps({"deployments": chosen.deployments} | _figures(chosen.deployments, found)))


def _show_requests(console: Console, found: Mapping[str, Figures]) -> None:
    table = _table("requests in a minute", found, "what is left when nothing happens")
    kinds = {about for figures in found.values() for about in figures.rates}
    for about in sorted(kinds, key=lambda about: -max(figures.rates.get(about, 0) for figures in found.values())):
        table.add_row(about, *(f"{60 * figures.rates.get(about, 0):,.1f}" for figures in found.values()))
    console.print(table)


def _show_figures(console: Console, deployments: int, found: Mapping[str, Figures]) -> None:
    table = _table("", found, f"{deployments} resources with {PODS} pods each")
    all_figures = found.values()
    table.add_row("requests/s per 100 resources", *(f"{_per_hundred(deployments, each):.2f}" for each in all_figures))
    table.add_row("reconcile p50", *(_seconds(each.reconcile_p50) for each in all_figures))
    table.add_row("reconcile p99", *(_seconds(each.reconcile_p99) for each in all_figures))
    table.add_row("reconcile p99 until all is ready", *(_seconds(each.converge_reconcile_p99) for each in all_figures))
    table.add_row("memory", *(f"{each.steady.rss_mb:.0f} MiB" for each in all_figures))
    table.add_row("processor time in a minute", *(_seconds(each.steady.cpu_seconds_per_minute) for each in all_figures))
    table.add_row("all ready after", *(_seconds(each.converge_seconds) for each in all_figures))
    console.print(table)


def _table(about: str, found: Mapping[str, Figures], title: str) -> Table:
    table = Table(about, title=title)
    for name in found:
        table.add_column(name, justify="right")
    return table


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.3f} s" if seconds < 1 else f"{seconds:.1f} s"


def _per_hundred(deployments: int, figures: Figures) -> float:
    """Return the requests in a second for each hundred resources."""
    return 100 * sum(figures.rates.values()) / deployments


def _figures(deployments: int, found: Mapping[str, Figures]) -> dict[str, float]:
    """Return the figures by their names; those of the peer begin with ``peer``."""
    named = dict[str, float | None]()
    for name, figures in found.items():
        prefix = "peer_" if name == "peer" else ""
        named[f"{prefix}requests_per_100"] = _per_hundred(deployments, figures)
        named[f"{prefix}reconcile_p50"] = figures.reconcile_p50
        named[f"{prefix}reconcile_p99"] = figures.reconcile_p99
        named[f"{prefix}converge_reconcile_p99"] = figures.converge_reconcile_p99
        named[f"{prefix}rss_mb"] = figures.steady.rss_mb
        named[f"{prefix}cpu_seconds_per_minute"] = figures.steady.cpu_seconds_per_minute
        named[f"{prefix}converge_seconds"] = figures.converge_seconds
    return {name: round(value, 3) for name, value in named.items() if value is not None}


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)

"""What the benchmarks of restarts ask for on their command lines, and how they show what came of it."""

import argparse
import json
from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.table import Table

from benchmarks.restarts import Restart, Scale


def restart_options(program: str, ways: Iterable[str]) -> argparse.ArgumentParser:
    """Return the options of a benchmark: the scale of the fleet, and which of the ways to restart it are measured."""
    known = [*ways]
    parser = argparse.ArgumentParser(prog=f"python -m {program}")
    parser.add_argument("--shards", type=int, default=64)
    parser.add_argument("--pods", type=int, default=8)
    parser.add_argument("--rate", type=float, default=200.0, help="events per second over all shards")
    parser.add_argument("--ways", nargs="+", choices=known, default=known)
    return parser


def show_begin(console: Console, name: str, scale: Scale) -> None:
    """Say which way comes now."""
    console.print(f"{name}: {scale.pods} pods with {scale.shards} shards", style="dim", highlight=False)


def show_restarts(console: Console, scale: Scale, restarts: Mapping[str, Restart]) -> None:
    """Print the table and, last, the figures as one JSON line."""
    title = f"{scale.shards} shards in {scale.pods} pods, {scale.rate:g} events a second"
    table = Table("", "identifies", "lost", "doubled", "of", "gap p50", "gap p99", "seconds", title=title)
    for name, restart in restarts.items():
        counts = (restart.identifies, restart.lost, restart.doubled, restart.expected)
        times = (restart.gap_p50, restart.gap_p99, restart.seconds)
        table.add_row(name, *(f"{count:,}" for count in counts), *(f"{seconds:.2f}" for seconds in times))
    console.print(table)
    print(json.dumps({name: figures(restart) for name, restart in restarts.items()}))


def figures(restart: Restart) -> dict[str, float]:
    """Return the figures of one way."""
    return {
        "identifies": restart.identifies,
        "lost": restart.lost,
        "doubled": restart.doubled,
        "gap_p50": round(restart.gap_p50, 3),
        "gap_p99": round(restart.gap_p99, 3),
        "seconds": round(restart.seconds, 2),
        "events": restart.expected,
        "violations": restart.violations,
    }

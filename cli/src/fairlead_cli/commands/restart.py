"""``fairlead restart``: replace the pods of a fleet of ``fairlead up``, one after the other."""

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Final, Literal

import click
from rich.console import Console, Group
from rich.live import Live

from fairlead_cli.local.control_client import FleetGoneError, control_of
from fairlead_cli.local.restart import Outcome, RestartProgress
from fairlead_cli.local.state import RunningFleet, StateFolder
from fairlead_cli.render.restart import OVER, restart_end, restart_lines, restart_record, step_record
from fairlead_shared.errors import ConfigurationError

FAILED_EXIT_CODE: Final = 1
"""A pod did not become ready, or the fleet ended meanwhile."""
INTERRUPTED_EXIT_CODE: Final = 130
"""Somebody ended it before the last pod; what shells give a command that Ctrl-C ended."""

type View = Callable[[RestartProgress], None]
type Output = Literal["text", "json"]


@click.command(short_help="Replace the pods of a fleet, one after the other.")
@click.option("-o", "--output", type=click.Choice(["text", "json"]), default="text", help="For people or for programs.")
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    default=Path(".fairlead"),
    show_default=True,
    help="Folder of the fleet of `fairlead up`.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=120.0,
    show_default=True,
    help="Seconds that replacing one pod may take.",
)
def restart(output: Output, state: Path, timeout: float) -> None:
    """Replace the pods of a fleet that `fairlead up` runs, one after the other.

    Standbys come first. The next pod is replaced when every shard of the last one's slot is ready again. A pod that is
    not ready in time ends the restart; the pods after it are left alone. Ctrl-C lets the present pod be replaced to its
    end and leaves the others alone.

    \b
    Exit codes:
      0    every pod was replaced and is ready
      1    a pod did not become ready, or the fleet ended meanwhile
      2    no fleet runs, it is being restarted already, or an option is wrong
      130  it was ended before the last pod
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped
    folder = StateFolder(state)
    fleet = folder.running()
    if fleet is None:
        raise ConfigurationError(f"No fleet runs in {folder.path}; start one with `fairlead up`.")
    try:
        sys.exit(asyncio.run(_restart(fleet, output, timeout)))
    except FleetGoneError as error:
        click.echo(f"fairlead: {error}", err=True)
        sys.exit(FAILED_EXIT_CODE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED_EXIT_CODE)


async def _restart(fleet: RunningFleet, output: Output, seconds_per_pod: float) -> int:
    """Begin the restart and watch it; return the exit code."""
    async with control_of(fleet) as control:
        progress = await control.begin_restart(seconds_per_pod)
        try:
            with _json_lines() if output == "json" else _live_lines(progress) as show:
                async for progress in control.restart_steps():
                    show(progress)
        except asyncio.CancelledError:
            stopped = await control.stop_restart()
            now = f" {stopped.present.pod} is being replaced to its end." if stopped.present else ""
            left = f" Left alone: {', '.join(stopped.left_alone)}." if stopped.left_alone else ""
            click.echo(f"fairlead: the restart was ended.{now}{left}", err=True)
            raise
    _say_end(progress, output)
    codes = {Outcome.DONE: 0, Outcome.STOPPED: INTERRUPTED_EXIT_CODE}
    return codes.get(progress.outcome, FAILED_EXIT_CODE)


def _say_end(progress: RestartProgress, output: Output) -> None:
    failed = progress.outcome is Outcome.FAILED
    if output == "json":
        click.echo(json.dumps(restart_record(progress)))
    if output == "text" or failed:
        click.echo(("fairlead: " if failed else "") + restart_end(progress), err=failed)


def _each_pod_once(say: Callable[[RestartProgress, int], None]) -> View:
    """Return a view that says each pod once, by its place, when nothing more comes of it."""
    said = set[str]()

    def show(progress: RestartProgress) -> None:
        for place, step in enumerate(progress.steps):
            if step.phase in OVER and step.pod not in said:
                said.add(step.pod)
                say(progress, place)

    return show


@contextlib.contextmanager
def _json_lines() -> Generator[View]:
    """Print a JSON line a pod."""
    yield _each_pod_once(lambda progress, place: click.echo(json.dumps(step_record(progress.steps[place]))))


@contextlib.contextmanager
def _live_lines(begun: RestartProgress) -> Generator[View]:
    """Keep a line a pod in the terminal; without a terminal, print each when nothing more comes of it."""
    console = Console()
    console.print(f"Restarting {begun.deployment}: {len(begun.steps)} pods, one after the other", highlight=False)
    if not console.is_terminal:
        yield _each_pod_once(lambda progress, place: console.print([*restart_lines(progress)][place], soft_wrap=True))
        return
    with Live(console=console, auto_refresh=False, transient=False) as live:
        yield lambda progress: live.update(Group(*restart_lines(progress)), refresh=True)

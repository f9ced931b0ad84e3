"""Restarts a fleet of ``fairlead up`` by telling the process that runs it, and shows how far that is."""

import asyncio
import contextlib
from collections.abc import Callable, Generator

import click
from rich.console import Group
from rich.live import Live

from fairlead_cli.exit_codes import ExitCode
from fairlead_cli.local.control_client import control_of
from fairlead_cli.local.restart import Outcome, RestartProgress
from fairlead_cli.render.output import OutputFormat, console, write_entry
from fairlead_cli.render.restart import OVER, restart_end, restart_lines, restart_record, step_record
from fairlead_shared.fleet.local import RunningFleet

type View = Callable[[RestartProgress], None]


async def restart_local(fleet: RunningFleet, output: OutputFormat, seconds_per_pod: float) -> ExitCode:
    """Begin the restart and watch it; return the exit code.

    Args:
        fleet: The fleet that runs here.
        output: For people or for programs.
        seconds_per_pod: How long replacing one pod may take.

    Raises:
        ConflictError: it is being restarted already.
        ConfigurationError: the fleet does not run any more.
        FleetGoneError: it ended meanwhile.
    """
    async with control_of(fleet) as control:
        progress = await control.begin_restart(seconds_per_pod)
        try:
            with _live_lines(progress) if output.is_for_people else _entries(output) as show:
                async for progress in control.restart_steps():
                    show(progress)
        except asyncio.CancelledError:
            stopped = await control.stop_restart()
            now = f" {stopped.present.pod} is being replaced to its end." if stopped.present else ""
            left = f" Left alone: {', '.join(stopped.left_alone)}." if stopped.left_alone else ""
            click.echo(f"fairlead: the restart was ended.{now}{left}", err=True)
            raise
    _say_end(progress, output)
    codes = {Outcome.DONE: ExitCode.DONE, Outcome.STOPPED: ExitCode.INTERRUPTED}
    return codes.get(progress.outcome, ExitCode.FAILED)


def _say_end(progress: RestartProgress, output: OutputFormat) -> None:
    failed = progress.outcome is Outcome.FAILED
    if not output.is_for_people:
        write_entry(restart_record(progress), output)
    if output.is_for_people or failed:
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
def _entries(output: OutputFormat) -> Generator[View]:
    """Print a record a pod."""
    yield _each_pod_once(lambda progress, place: write_entry(step_record(progress.steps[place]), output))


@contextlib.contextmanager
def _live_lines(begun: RestartProgress) -> Generator[View]:
    """Keep a line a pod in the terminal; without a terminal, print each when nothing more comes of it."""
    screen = console()
    screen.print(f"Restarting {begun.deployment}: {len(begun.steps)} pods, one after the other")
    if not screen.is_terminal:
        yield _each_pod_once(lambda progress, place: screen.print([*restart_lines(progress)][place], soft_wrap=True))
        return
    with Live(console=screen, auto_refresh=False, transient=False) as live:
        yield lambda progress: live.update(Group(*restart_lines(progress)), refresh=True)

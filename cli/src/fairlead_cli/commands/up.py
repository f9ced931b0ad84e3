"""``fairlead up``: a fleet on this machine, to look at and to develop on."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine, Generator
from pathlib import Path
from typing import Final

import click
from redis.exceptions import RedisError
from rich.console import RenderableType
from rich.live import Live

from fairlead_cli.local.document import read_fleet_file
from fairlead_cli.local.fleet import LocalFleet, SimulatorChoice, local_fleet
from fairlead_cli.local.state import StateFolder
from fairlead_cli.options import folder_option, output_option
from fairlead_cli.render.changes import changes
from fairlead_cli.render.look import Look, take_look
from fairlead_cli.render.output import OutputFormat, console, write_entry
from fairlead_cli.render.table import fleet_table

LOOK_SECONDS: Final = 0.5
"""How often the fleet's status is read."""

type View = Callable[[LocalFleet, Look], None]


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@output_option
@folder_option("--folder", "--state")
@click.option(
    "--shards",
    type=click.IntRange(1, 16_384),
    default=4,
    show_default=True,
    help="Shards that the simulator recommends.",
)
@click.option("--guilds", type=click.IntRange(0), default=20, show_default=True, help="Guilds that the simulator has.")
@click.option(
    "--max-concurrency",
    type=click.IntRange(1, 256),
    default=2,
    show_default=True,
    help="Identify buckets of the simulator.",
)
@click.option(
    "--traffic",
    type=click.FloatRange(0),
    default=5.0,
    show_default=True,
    help="Events a second that the simulator makes.",
)
@click.option("--strict", is_flag=True, help="Let the simulator take the worst reading wherever Discord says nothing.")
def up(
    file: Path,
    output: OutputFormat,
    state: Path,
    shards: int,
    guilds: int,
    max_concurrency: int,
    traffic: float,
    *,
    strict: bool,
) -> None:
    """Run the BotDeployment in FILE on this machine, with a simulated Discord.

    With DISCORD_BOT_TOKEN set it runs against Discord itself. Ctrl-C ends everything. For programs it writes a record
    for each change.
    """
    options: dict[str, object] = {"shards": shards, "guilds": guilds, "max_concurrency": max_concurrency}
    options["strict"] = strict
    asyncio.run(_until_signalled(_up(file, output, StateFolder(state), SimulatorChoice(options, traffic))))


async def _until_signalled(work: Coroutine[None, None, None]) -> None:
    """Run until done, or until the first Ctrl-C or SIGTERM, which both let everything end in order."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _up(file: Path, output: OutputFormat, state: StateFolder, choice: SimulatorChoice) -> None:
    fleet_file = read_fleet_file(file)
    told = console(stderr=True)

    def progress(step: str) -> None:
        told.print(f"[dim]starting {step}[/dim]")

    name = fleet_file.deployment.name
    view = _live_table(name) if output.is_for_people else _entries(output)
    async with local_fleet(fleet_file, state, choice, progress) as fleet:
        pods = asyncio.create_task(fleet.pods.run(), name="pods")
        try:
            with view as show:
                await _watch(fleet, show, pods)
        finally:
            pods.cancel()
            await asyncio.wait([pods])


async def _watch(fleet: LocalFleet, show: View, pods: "asyncio.Task[None]") -> None:
    """Show the fleet's status until its pods end, which they do only by an error."""
    while not pods.done():
        with contextlib.suppress(RedisError):  # the next look may succeed
            show(fleet, take_look(await fleet.status.read(), fleet.pods.lines()))
        await asyncio.wait([pods], timeout=LOOK_SECONDS)
    await pods


@contextlib.contextmanager
def _entries(output: OutputFormat) -> Generator[View]:
    """Print a record a change."""
    before: Look | None = None

    def show(fleet: LocalFleet, look: Look) -> None:
        nonlocal before
        for change in changes(before, look, fleet.urls):
            write_entry(change, output)
        before = look

    yield show


@contextlib.contextmanager
def _live_table(name: str) -> Generator[View]:
    """Keep a table of the fleet in the terminal; without a terminal, print it when the fleet turns ready or not."""
    screen = console()
    was_ready = False

    def draw(fleet: LocalFleet, look: Look) -> RenderableType:
        return fleet_table(name, look, fleet.urls)

    def print_changes(fleet: LocalFleet, look: Look) -> None:
        nonlocal was_ready
        if look.fleet.ready != was_ready:
            screen.print(draw(fleet, look))
        was_ready = look.fleet.ready

    if not screen.is_terminal:
        yield print_changes
        return
    with Live(console=screen, auto_refresh=False, transient=False) as live:
        yield lambda fleet, look: live.update(draw(fleet, look), refresh=True)

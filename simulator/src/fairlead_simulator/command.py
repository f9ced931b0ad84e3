"""The command line: `fairlead-sim serve` and `fairlead-sim watch`."""

import asyncio
import logging
import signal
import sys
from enum import StrEnum

import aiohttp
import click
import uvloop
from rich.console import Console

from fairlead_simulator import jsonvalue
from fairlead_simulator.client import ControlError
from fairlead_simulator.gateway.frames import HEARTBEAT_SECONDS
from fairlead_simulator.gateway.terms import SecondConnection, advertised_url
from fairlead_simulator.server import ListenError, SimulatorOptions, running
from fairlead_simulator.watch import watch
from fairlead_simulator.world.sizes import GuildSizes

_UNUSABLE = 2
_log = logging.getLogger(__name__)


class _ValueOf(click.Choice[str]):
    """A member of an enumeration by its value; click's own choice goes by names."""

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__([member.value for member in kind])
        self._kind = kind

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the member that a value names."""
        return self._kind(super().convert(value, param, ctx))


def _checked_url(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    try:
        return None if value is None else advertised_url(value)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", context, parameter) from error


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Run a local Discord for bots to connect to.

    \b
    fairlead-sim serve --port 8765          # in one terminal; prints addresses and token as JSON
    fairlead-sim watch --control http://127.0.0.1:8765/_sim   # in another

    A bot connects with the token to `rest` in place of https://discord.com/api/v10; the gateway's address follows
    from there. Everything else is done over the control API: guilds, messages, slash commands, faults, traffic.
    """  # noqa: D301 -- click keeps the lines of a paragraph that begins with the character


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="Port; 0 is a free one.")
@click.option("--token", default=None, envvar="FAIRLEAD_SIM_TOKEN", help="The bot's token; without one, from the seed.")
@click.option("--guilds", type=click.IntRange(0), default=20, show_default=True, help="Guilds the bot is in.")
@click.option("--members-per-guild", type=click.IntRange(1), default=10, show_default=True, help="People in each.")
@click.option(
    "--sizes",
    type=_ValueOf(GuildSizes),
    default=GuildSizes.EVEN.value,
    show_default=True,
    help="The same number of people in each guild, or a median with most guilds small and few very large.",
)
@click.option("--shards", type=click.IntRange(1), default=4, show_default=True, help="Recommended shards.")
@click.option("--max-concurrency", type=click.IntRange(1), default=1, show_default=True, help="Identify buckets.")
@click.option(
    "--identify-limit",
    type=click.IntRange(0),
    default=None,
    show_default="1000, and more in over 150,000 guilds",
    help="Identifies a day.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same guilds.")
@click.option("--strict", is_flag=True, help="Take the worst reading wherever Discord says nothing.")
@click.option(
    "--second-connection",
    type=_ValueOf(SecondConnection),
    default=SecondConnection.CLOSE.value,
    show_default=True,
    help="What becomes of a session's open connection when it is resumed on another one.",
)
@click.option(
    "--heartbeat-interval",
    type=click.FloatRange(0.1, 3_600),
    default=HEARTBEAT_SECONDS,
    show_default=True,
    help="Seconds between two heartbeats of a client.",
)
@click.option(
    "--advertise",
    metavar="URL",
    default=None,
    callback=_checked_url,
    help="What gateway and resume URLs say, such as ws://simulator:8000; without it, the host that a client asked for.",
)
def serve(**options: int | str | bool | None) -> None:
    """Serve gateway, REST and control API until a signal ends it.

    Prints one JSON line with the addresses and the token when it listens; logs go to stderr.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    chosen = SimulatorOptions(**options)  # type: ignore[arg-type] # click has checked each option's type
    try:
        uvloop.run(_serve(chosen))
    except ListenError as error:
        click.echo(f"fairlead-sim: {error}.", err=True)
        sys.exit(_UNUSABLE)


@main.command(name="watch")
@click.option(
    "--control",
    metavar="URL",
    envvar="FAIRLEAD_SIM_CONTROL",
    required=True,
    help="Address of the control API: `control` in the line that `serve` prints.",
)
@click.option("--interval", type=click.FloatRange(0.1), default=1.0, show_default=True, help="Seconds between looks.")
@click.option("--application-id", type=click.IntRange(0), default=None, help="The application to look at; the first.")
@click.option("--once", is_flag=True, help="Look once.")
def watch_command(control: str, interval: float, application_id: int | None, *, once: bool) -> None:
    """Show sessions, rates and violations of a running simulator until Ctrl-C."""
    try:
        asyncio.run(watch(control, interval, Console(), application_id=application_id, once=once))
    except KeyboardInterrupt:
        return
    except (aiohttp.ClientError, TimeoutError) as error:
        click.echo(f"fairlead-sim: cannot reach {control}: {error}.", err=True)
        sys.exit(_UNUSABLE)
    except ControlError as error:
        click.echo(f"fairlead-sim: {error}", err=True)
        sys.exit(_UNUSABLE)


async def _serve(options: SimulatorOptions) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    async with running(options) as simulator:
        _log.info("%d guilds at %s", options.guilds, simulator.endpoints.rest)
        click.echo(jsonvalue.encode({**simulator.endpoints.as_dict()}))
        await ended.wait()

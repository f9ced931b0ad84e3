"""The command line: `fairlead-sim serve`."""

import asyncio
import logging
import signal
import sys

import click
import uvloop

from fairlead_simulator import jsonvalue
from fairlead_simulator.server import ListenError, SimulatorOptions, running

_UNUSABLE = 2
_log = logging.getLogger(__name__)


@click.group()
def main() -> None:
    """Run a local Discord for bots to connect to."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="Port; 0 is a free one.")
@click.option("--token", default=None, envvar="FAIRLEAD_SIM_TOKEN", help="The bot's token; without one, from the seed.")
@click.option("--guilds", type=click.IntRange(0), default=20, show_default=True, help="Guilds the bot is in.")
@click.option("--members-per-guild", type=click.IntRange(1), default=10, show_default=True, help="People in each.")
@click.option("--shards", type=click.IntRange(1), default=4, show_default=True, help="Recommended shards.")
@click.option("--max-concurrency", type=click.IntRange(1), default=1, show_default=True, help="Identify buckets.")
@click.option("--identify-limit", type=click.IntRange(0), default=1000, show_default=True, help="Identifies a day.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same guilds.")
def serve(**options: int | str | None) -> None:
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


async def _serve(options: SimulatorOptions) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    async with running(options) as simulator:
        _log.info("%d guilds at %s", options.guilds, simulator.endpoints.rest)
        click.echo(jsonvalue.encode({**simulator.endpoints.as_dict()}))
        await ended.wait()

"""``fairlead plan``: what an operator would do with a BotDeployment, without doing it."""

import asyncio
import json
from pathlib import Path
from typing import Literal

import aiohttp
import click

from fairlead_cli.local.discord import Discord, discord_of_environment
from fairlead_cli.local.document import FleetFile, read_fleet_file
from fairlead_cli.local.state import RunningFleet, StateFolder
from fairlead_cli.planning import FleetPlan, plan_fleet
from fairlead_cli.render.plan import plan_lines, plan_record
from fairlead_operator.discord_api import DiscordApi
from fairlead_shared.clock import SystemClock
from fairlead_shared.errors import ConfigurationError


@click.command(short_help="Show what an operator would do.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Choice(["text", "json"]), default="text", help="For people or for programs.")
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    default=Path(".fairlead"),
    show_default=True,
    help="Folder of a fleet of `fairlead up`, whose Discord is asked when there is no token.",
)
def plan(file: Path, output: Literal["text", "json"], state: Path) -> None:
    """Show what an operator would do with the BotDeployment in FILE: slots, pods, identifies and how long they take.

    Discord is asked with DISCORD_BOT_TOKEN; without one, the Discord of the fleet that runs in the state folder is.
    """
    fleet_file = read_fleet_file(file)
    planned = asyncio.run(_plan(fleet_file, StateFolder(state)))
    if output == "json":
        click.echo(json.dumps(plan_record(planned)))
    else:
        click.echo("\n".join(plan_lines(fleet_file.deployment.name, planned)))


async def _plan(file: FleetFile, state: StateFolder) -> FleetPlan:
    running = state.running()
    discord = discord_of_environment() or _discord_of(running, state)
    same = running if running and running.deployment == file.deployment.name else None
    async with aiohttp.ClientSession() as http:
        return await plan_fleet(file.deployment, DiscordApi(discord.api, http), discord, same, SystemClock())


def _discord_of(running: RunningFleet | None, state: StateFolder) -> Discord:
    if running is None:
        raise ConfigurationError(
            "There is no Discord to ask: set DISCORD_BOT_TOKEN, or start a fleet with `fairlead up` "
            f"(none runs in {state.path})."
        )
    return Discord(running.discord_api, running.token)

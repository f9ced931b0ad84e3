"""``fairlead plan``: what an operator would do with a BotDeployment, without doing it."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp
import click
from rich.console import Group
from rich.text import Text

from fairlead_cli.cluster.connect import open_cluster
from fairlead_cli.cluster.live import live_of, read_live
from fairlead_cli.cluster.plan import planned_document, planned_resource
from fairlead_cli.local.discord import Discord, discord_of_environment
from fairlead_cli.local.document import FleetFile, read_fleet_file
from fairlead_cli.local.look import plan_local
from fairlead_cli.options import output_option, target_options
from fairlead_cli.place import Place, Target, chosen_place, local_fleet_of, way_to_a_cluster
from fairlead_cli.planning import FleetPlan, plan_fleet
from fairlead_cli.render.output import OutputFormat, write
from fairlead_cli.render.plan import plan_lines, plan_record
from fairlead_operator.discord_api import DiscordApi
from fairlead_shared.clock import SystemClock
from fairlead_shared.errors import ConfigurationError, ValidationFailedError

_FILES: Final = (".yaml", ".yml", ".json")
"""How the name of a file ends; no BotDeployment's name has a dot."""


@click.command()
@target_options()
@click.option("-f", "--file", type=click.Path(path_type=Path), help="A BotDeployment that is not applied yet.")
@output_option
def plan(target: Target, file: Path | None, output: OutputFormat) -> None:
    """Show what an operator would do: slots, pods, what it would write, identifies, how long they take, what is left.

    NAME is a BotDeployment of the cluster, or the fleet that runs here; it may also be a file, as -f takes one. A file
    is held against what runs. Without a fleet here and without an option about a cluster, Discord is asked with
    DISCORD_BOT_TOKEN where that is set.
    """
    if file and target.name:
        raise click.UsageError("Give a name or a file, not both.")
    file = file or _file_named(target)
    found = asyncio.run(_plan(target) if file is None else _plan_file(target, read_fleet_file(file)))
    picture = Group(*(Text(line) for line in plan_lines(found.name, found.planned, found.where)))
    write({"place": found.place, "name": found.name, **plan_record(found.planned)}, picture, output)


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    place: Place | None
    where: str | None
    planned: FleetPlan


def _file_named(target: Target) -> Path | None:
    if target.name is None:
        return None
    path = Path(target.name)
    return path if path.suffix in _FILES or path.is_file() or len(path.parts) > 1 else None


async def _plan(target: Target) -> _Found:
    if chosen_place(target) is Place.LOCAL:
        running = local_fleet_of(target)
        planned = await plan_local(running, SystemClock())
        return _Found(running.deployment, Place.LOCAL, _here(target), planned)
    async with open_cluster(target) as cluster:
        live = await read_live(cluster, target.name)
        return _Found(live.name, Place.CLUSTER, cluster.where, planned_resource(live, SystemClock().now()))


async def _plan_file(target: Target, file: FleetFile) -> _Found:
    name = file.deployment.name
    absence = target.folder.absence()
    if target.place is Place.LOCAL and absence:
        raise ConfigurationError(absence)
    discord = discord_of_environment()
    asked_for_cluster = target.place is Place.CLUSTER or target.names_a_cluster or target.plugin
    running = None if absence else target.folder.running()
    if asked_for_cluster or (running is None and discord is None and way_to_a_cluster()):
        return await _plan_file_in_cluster(target, file)
    discord = discord or (Discord(running.discord_api, running.token) if running else None)
    if discord is None:
        raise ConfigurationError(
            "There is no Discord to ask: set DISCORD_BOT_TOKEN, or start a fleet with `fairlead up` "
            f"(none runs in {target.folder.path}); for a cluster, give --cluster."
        )
    same = running if running and running.deployment == name else None
    async with aiohttp.ClientSession() as http:
        planned = await plan_fleet(file.deployment, DiscordApi(discord.api, http), discord, same, SystemClock())
    return _Found(name, Place.LOCAL if same else None, _here(target) if same else None, planned)


async def _plan_file_in_cluster(target: Target, file: FleetFile) -> _Found:
    given = file.document["metadata"].get("namespace")
    if given and target.namespace not in {None, given}:
        raise ValidationFailedError(f"The file says namespace {given}, --namespace says {target.namespace}: which one?")
    async with open_cluster(target) as cluster:
        where = cluster.in_namespace(given) if given else cluster
        live = await live_of(where, file.deployment.name)
        planned = planned_document(file.document, live, where.namespace, SystemClock().now())
        return _Found(file.deployment.name, Place.CLUSTER, where.where, planned)


def _here(target: Target) -> str:
    return f"local fleet in {target.folder.path}"

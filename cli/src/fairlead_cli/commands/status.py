"""``fairlead status``: what a fleet is doing."""

import asyncio

import click

from fairlead_cli.cluster.connect import open_cluster
from fairlead_cli.cluster.find import find_resource
from fairlead_cli.cluster.look import look_at
from fairlead_cli.local.look import look_at_local
from fairlead_cli.options import output_option, target_options
from fairlead_cli.place import Place, Target, chosen_place, local_fleet_of
from fairlead_cli.render.output import OutputFormat, write
from fairlead_cli.render.status import status_picture, status_record
from fairlead_cli.view import DeploymentView
from fairlead_shared.clock import SystemClock


@click.command()
@target_options()
@output_option
def status(target: Target, output: OutputFormat) -> None:
    """Show what a fleet is doing: its phase and conditions, shards, pods, identifies, rollout and recent events."""
    view = asyncio.run(_look(target))
    write(status_record(view), status_picture(view, SystemClock().now()), output)


async def _look(target: Target) -> DeploymentView:
    if chosen_place(target) is Place.LOCAL:
        return await look_at_local(local_fleet_of(target), target.folder.path, SystemClock())
    async with open_cluster(target) as cluster:
        return await look_at(cluster, await find_resource(cluster, target.name))

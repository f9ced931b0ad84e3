"""``fairlead report``: a bundle for a bug report."""

import asyncio
from datetime import datetime
from pathlib import Path

import click

from fairlead_cli.bundle import Bundle
from fairlead_cli.cluster.connect import open_cluster
from fairlead_cli.cluster.find import find_resource
from fairlead_cli.cluster.report import collect
from fairlead_cli.local.report import collect_local
from fairlead_cli.options import target_options
from fairlead_cli.place import Place, Target, chosen_place, local_fleet_of
from fairlead_shared.clock import SystemClock


@click.command()
@target_options()
@click.option(
    "-o",
    "--output",
    "file",
    type=click.Path(path_type=Path),
    help="The archive to write; by default fairlead-report-NAME-TIME.tar.gz here.",
)
def report(target: Target, file: Path | None) -> None:
    """Make a bundle for a bug report: the resource, its children, pods and events, logs, versions, status and plan.

    Secrets are taken out: Secret objects are left out, values of variables that look like keys, tokens or addresses
    with a password are masked everywhere, in logs too. Look through it before you give it away all the same.
    """
    clock = SystemClock()
    bundle, where = asyncio.run(_collected(target, clock))
    path = file or Path(f"{bundle.name}.tar.gz")
    files = bundle.write(path)
    click.echo(f"{path}: {len(files)} files about {where}.")
    click.echo("Secrets are masked; look through it all the same before you give it away.")
    for problem in bundle.problems:
        click.echo(f"  not in it: {problem}", err=True)


async def _collected(target: Target, clock: SystemClock) -> tuple[Bundle, str]:
    if chosen_place(target) is Place.LOCAL:
        running = local_fleet_of(target)
        bundle = Bundle(_name(running.deployment, clock.now()))
        await collect_local(running, target.folder, clock, bundle)
        return bundle, f"the local fleet in {target.folder.path}"
    async with open_cluster(target) as cluster:
        resource = await find_resource(cluster, target.name)
        name = resource["metadata"]["name"]
        bundle = Bundle(_name(name, clock.now()))
        await collect(cluster, resource, clock, bundle)
        return bundle, f"BotDeployment {name} ({cluster.where})"


def _name(deployment: str, now: datetime) -> str:
    return f"fairlead-report-{deployment}-{now.strftime('%Y%m%d-%H%M%S')}"

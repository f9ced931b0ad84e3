"""``fairlead shards``: every shard of a fleet, from what the pods write into Redis."""

import asyncio
from dataclasses import dataclass

import click

from fairlead_cli.cluster.connect import open_cluster
from fairlead_cli.cluster.find import find_resource
from fairlead_cli.cluster.store import read_fleet
from fairlead_cli.options import output_option, target_options
from fairlead_cli.place import Place, Target, chosen_place, local_fleet_of
from fairlead_cli.planning import local_store
from fairlead_cli.render.output import OutputFormat, write
from fairlead_cli.render.shards import shards_picture, shards_record
from fairlead_shared.clock import SystemClock
from fairlead_shared.fleet.selection import STATES, ShardFilter
from fairlead_shared.fleet.status import FleetStatus, StatusStore


@click.command()
@target_options(folder_names=("--folder",))
@click.option(
    "--state",
    "shard_state",
    metavar="STATE",
    type=click.Choice(STATES),
    help="Only the shards in this state, such as ready, queued or waiting_for_budget; stale, if their pod is silent.",
)
@click.option("--pod", help="Only the shards that this pod drives.")
@click.option("--guild", type=click.IntRange(0), help="Only the shard that has this guild, by its id.")
@click.option(
    "--redis", metavar="HOST:PORT", help="Reach Redis here instead of where the Secret says: a forwarded port."
)
@output_option
def shards(
    target: Target, shard_state: str | None, pod: str | None, guild: int | None, redis: str | None, output: OutputFormat
) -> None:
    """Show every shard: its state, pod, guilds, latency, how long it has been ready, resumes and identifies.

    In a cluster that takes the right to read the Secret with the address of Redis, and a Redis that can be reached from
    here; `fairlead status` needs neither.
    """
    found = asyncio.run(_read(target, redis))
    chosen = ShardFilter(shard_state, pod, guild).chosen(found.fleet)
    picture = shards_picture(found.name, found.where, found.fleet, chosen, SystemClock().now())
    write(shards_record(found.name, found.place, found.fleet, chosen), picture, output)


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    place: Place
    where: str
    fleet: FleetStatus


async def _read(target: Target, redis_address: str | None) -> _Found:
    if chosen_place(target) is Place.LOCAL:
        running = local_fleet_of(target)
        async with local_store(running) as (redis, keys, generation):
            fleet = await StatusStore(redis, keys, generation).read()
        return _Found(running.deployment, Place.LOCAL, f"local fleet in {target.folder.path}", fleet)
    async with open_cluster(target) as cluster:
        resource = await find_resource(cluster, target.name)
        fleet = await read_fleet(cluster, resource, redis_address)
        return _Found(resource["metadata"]["name"], Place.CLUSTER, cluster.where, fleet)

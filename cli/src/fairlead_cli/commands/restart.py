"""``fairlead restart``: replace the pods of a fleet, one after the other."""

import asyncio
import sys

import click

from fairlead_cli.cluster.restart import restart_in_cluster
from fairlead_cli.exit_codes import ExitCode
from fairlead_cli.local.restart_command import restart_local
from fairlead_cli.options import output_option, target_options
from fairlead_cli.place import Place, Target, chosen_place, local_fleet_of
from fairlead_cli.render.output import OutputFormat


@click.command()
@target_options()
@output_option
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=120.0,
    show_default=True,
    help="Seconds that replacing one pod may take.",
)
@click.option("--wait", is_flag=True, help="In a cluster: follow the restart until it is over. A local one always is.")
def restart(target: Target, output: OutputFormat, timeout: float, *, wait: bool) -> None:
    """Replace the pods of a fleet, one after the other.

    In a cluster the pods' template gets another annotation, as `kubectl rollout restart` does it, and the operator
    replaces the pods by the rules of spec.rollout.

    Of a fleet of `fairlead up`, standbys come first. The next pod is replaced when every shard of the last one's slot
    is ready again. A pod that is not ready in time ends the restart; the pods after it are left alone. Ctrl-C lets the
    present pod be replaced to its end and leaves the others alone.

    \b
    Exit codes:
      0    every pod was replaced and is ready; in a cluster without --wait: the restart was asked for
      1    a pod did not become ready, or the fleet ended meanwhile
      2    there is no such fleet, it is being restarted already, or an option is wrong
      130  it was ended before the last pod; in a cluster the restart goes on
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped
    if chosen_place(target) is Place.LOCAL:
        sys.exit(asyncio.run(restart_local(local_fleet_of(target), output, timeout)))
    try:
        asyncio.run(restart_in_cluster(target, output, timeout if wait else None))
    except KeyboardInterrupt:
        click.echo("fairlead: no longer followed; what was asked for goes on in the cluster.", err=True)
        sys.exit(ExitCode.INTERRUPTED)

"""Restarts the pods of a BotDeployment in a cluster, and follows that where it is asked for."""

import click

from fairlead_cli.cluster.change import change
from fairlead_cli.cluster.connect import open_cluster
from fairlead_cli.cluster.find import find_resource
from fairlead_cli.cluster.progress import RolloutSeen
from fairlead_cli.cluster.wait import follow
from fairlead_cli.place import Target
from fairlead_cli.render.change import Changed, changed_line, changed_record
from fairlead_cli.render.output import OutputFormat, write, write_entry
from fairlead_cli.render.output import show as show_picture
from fairlead_cli.render.progress import progress_line, progress_record
from fairlead_shared.clock import SystemClock
from fairlead_shared.fleet.changes import restart_patch


async def restart_in_cluster(target: Target, output: OutputFormat, seconds_per_pod: float | None) -> None:
    """Ask for a restart and say so; with a time, follow it until it is over.

    Args:
        target: Which BotDeployment.
        output: For people or for programs.
        seconds_per_pod: How long the restart may get no further; nothing to not follow it.

    Raises:
        FailedError: it stopped.
        NotFoundError: there is no such BotDeployment.
        KubernetesError: the API server refused or did not answer.
    """
    clock = SystemClock()
    async with open_cluster(target) as cluster:
        resource = await find_resource(cluster, target.name)
        name, paused = resource["metadata"]["name"], bool(resource["spec"].get("paused"))
        changed = await change(cluster, resource, restart_patch(clock.now()))
        done = Changed(name, cluster.where, cluster.namespace, changed=True)
        sentence = "is restarted" if not paused else "is paused: it is restarted after `fairlead resume`"
        if seconds_per_pod is None:
            write(changed_record(done, paused=paused), changed_line(done, sentence), output)
            return
        if output.is_for_people:
            show_picture(changed_line(done, sentence))

        def show(seen: RolloutSeen) -> None:
            if output.is_for_people:
                click.echo(progress_line(seen))
            else:
                write_entry(progress_record(seen), output)

        await follow(cluster, changed, clock, seconds_per_pod, show)
        if output.is_for_people:
            click.echo(f"Every pod of {name} was replaced, and every shard is ready.")

"""``fairlead reshard``: ask for another number of shards, with its price told first."""

import asyncio

import click
from rich.console import Group
from rich.text import Text

from fairlead_cli.cluster.reshard import Resharding, ask_for, plan_reshard
from fairlead_cli.options import output_option, target_options
from fairlead_cli.place import Target, require_cluster
from fairlead_cli.render.change import Changed, changed_line, changed_record
from fairlead_cli.render.output import OutputFormat, show, write
from fairlead_cli.render.plan import plan_lines, plan_record
from fairlead_operator.model.sharding import MOST_SHARDS


@click.command()
@target_options()
@click.option("--shards", required=True, type=click.IntRange(1, MOST_SHARDS), help="How many shards there shall be.")
@click.option("--shards-per-pod", type=click.IntRange(1, 1024), help="How many a pod shall have; by default as now.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@output_option
def reshard(target: Target, shards: int, shards_per_pod: int | None, output: OutputFormat, *, yes: bool) -> None:
    """Ask for another number of shards: show what it takes, ask whether to go on, and set spec.sharding to Fixed.

    The number stays fixed from then on; to have Discord's recommendation decide again, set spec.sharding.mode to Auto.
    Unless spec.sharding.reshard.approval is Auto, the operator waits for `fairlead approve`.
    """
    require_cluster(target, "keeps its layout: start it again with another file")
    planned = asyncio.run(plan_reshard(target, shards, shards_per_pod))
    if planned.is_there:
        _say(planned, output, changed=False)
        return
    lines = Group(*(Text(line) for line in plan_lines(planned.name, planned.plan, planned.where)))
    show(lines, stderr=not output.is_for_people)
    if not yes:
        click.confirm(f"Ask for {planned.wanted.shard_count} shards?", abort=True, err=True)
    asyncio.run(ask_for(target, planned))
    _say(planned, output, changed=True)


def _say(planned: Resharding, output: OutputFormat, *, changed: bool) -> None:
    done = Changed(planned.name, planned.where, planned.namespace, changed)
    layout = planned.wanted.name
    sentence = f"shall have the layout {layout}" if changed else f"has the layout {layout} already"
    if changed and planned.needs_approval:
        sentence += f", once it is approved: `fairlead approve {planned.name}`"
    record = changed_record(
        done, generation=layout, needs_approval=planned.needs_approval, plan=plan_record(planned.plan)
    )
    write(record, changed_line(done, sentence), output)

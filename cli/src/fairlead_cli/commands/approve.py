"""``fairlead approve``: have the operator reshard into the layout that is wanted."""

import asyncio

import click
from rich.console import Group
from rich.text import Text

from fairlead_cli.cluster.reshard import approve_wanted
from fairlead_cli.options import output_option, target_options
from fairlead_cli.place import Target, require_cluster
from fairlead_cli.render.change import Changed, changed_line, changed_record
from fairlead_cli.render.output import OutputFormat, write
from fairlead_cli.render.plan import cost, reshard_record


@click.command()
@target_options()
@output_option
def approve(target: Target, output: OutputFormat) -> None:
    """Approve the layout that a BotDeployment waits for: the one in its condition ReshardPending, and no later one.

    `fairlead plan` shows what it takes. The operator still refuses what the day's identifies do not cover.
    """
    require_cluster(target, "keeps its layout: start it again with another file")
    approved = asyncio.run(approve_wanted(target))
    reshard = approved.reshard
    done = Changed(approved.name, approved.where, approved.namespace, changed=True)
    picture = Group(
        changed_line(done, f"may have the layout {reshard.wanted.name}"),
        Text(f"  it needs {cost(reshard.identifies, reshard.seconds, reshard.budget_after)}"),
    )
    write(changed_record(done, **reshard_record(reshard)), picture, output)

"""``fairlead pause``: have the operator change nothing."""

import asyncio

import click

from fairlead_cli.cluster.pause import set_paused
from fairlead_cli.options import output_option, target_options
from fairlead_cli.place import Target
from fairlead_cli.render.change import changed_line, changed_record
from fairlead_cli.render.output import OutputFormat, write


@click.command()
@target_options()
@output_option
def pause(target: Target, output: OutputFormat) -> None:
    """Have the operator change nothing: what runs goes on running, and the status goes on being written."""
    changed = asyncio.run(set_paused(target, paused=True))
    sentence = "is paused: nothing is changed until `fairlead resume`" if changed.changed else "is paused already"
    write(changed_record(changed, paused=True), changed_line(changed, sentence), output)

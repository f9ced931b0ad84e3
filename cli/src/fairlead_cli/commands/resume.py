"""``fairlead resume``: have the operator go on."""

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
def resume(target: Target, output: OutputFormat) -> None:
    """Have the operator go on with a BotDeployment that was paused."""
    changed = asyncio.run(set_paused(target, paused=False))
    sentence = "goes on: the operator makes it what its specification says" if changed.changed else "is not paused"
    write(changed_record(changed, paused=False), changed_line(changed, sentence), output)

"""The ``fairlead`` command: its subcommands, and how errors reach people.

Exit codes: 0 done; 2 something that the caller can put right, in one sentence on standard error; a subcommand's help
says where it has others.
"""

import sys
from typing import Any

import click

from fairlead_cli.commands.plan import plan
from fairlead_cli.commands.restart import restart
from fairlead_cli.commands.up import up
from fairlead_shared.errors import FairleadError
from fairlead_shared.logging import redact


class FairleadGroup(click.Group):
    """Turns errors of our own domain into a sentence and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand."""
        try:
            return super().invoke(ctx)
        except FairleadError as error:
            click.echo(f"fairlead: {redact(str(error))}", err=True)
            sys.exit(2)


@click.group(cls=FairleadGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fairlead-cli")
def main() -> None:
    """Run Discord bots as fleets."""


main.add_command(up)
main.add_command(plan)
main.add_command(restart)

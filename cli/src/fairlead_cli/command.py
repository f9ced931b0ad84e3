"""The ``fairlead`` command, which is ``kubectl fairlead`` too: its subcommands, and how errors reach people."""

import sys
from collections.abc import MutableMapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast

import click
from click.shell_completion import CompletionItem

from fairlead_cli.exit_codes import ExitCode, exit_code_of
from fairlead_cli.options import PLUGIN_NAME
from fairlead_shared.errors import FairleadError
from fairlead_shared.logging import redact

COMMANDS: Final = {
    "up": "Run a fleet on this machine.",
    "status": "Show what a fleet is doing.",
    "shards": "Show every shard.",
    "plan": "Show what an operator would do.",
    "restart": "Replace the pods of a fleet, one after the other.",
    "reshard": "Ask for another number of shards.",
    "approve": "Approve the layout that is wanted.",
    "pause": "Have the operator change nothing.",
    "resume": "Have the operator go on.",
    "database": "Make and migrate the schemas of bots.",
    "report": "Make a bundle for a bug report, without secrets.",
    "completion": "Print what a shell needs to complete commands.",
}
"""The subcommands: each is made by the function of its name in the module of its name. A module is imported when it is
needed: all of them together take longer than most commands."""


class FairleadGroup(click.Group):
    """Finds subcommands, and turns errors of our own domain into a sentence and an exit code."""

    def main(self, *args: Any, **kwargs: Any) -> Any:  # Any: click's own signature
        """Run the program, under the name that the person used."""
        if not kwargs.get("prog_name") and Path(sys.argv[0]).name == PLUGIN_NAME:
            kwargs["prog_name"] = PLUGIN_NAME.replace("-", " ")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:  # Any: click's own signature
        """Run the subcommand."""
        try:
            return super().invoke(ctx)
        except FairleadError as error:
            click.echo(f"fairlead: {redact(str(error))}", err=True)
            sys.exit(exit_code_of(error))
        except KeyboardInterrupt:
            sys.exit(ExitCode.INTERRUPTED)
        except click.Abort as abort:
            click.echo("\nfairlead: nothing was changed.", err=True)
            interrupted = isinstance(abort.__context__, KeyboardInterrupt)
            sys.exit(ExitCode.INTERRUPTED if interrupted else ExitCode.REFUSED)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Return the subcommands' names, in the order in which they are told."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Return a subcommand."""
        if cmd_name not in COMMANDS:
            return None
        return cast("click.Command", getattr(import_module(f"fairlead_cli.commands.{cmd_name}"), cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """Write the subcommands with a sentence each."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the subcommands that begin with what was typed, and the options."""
        commands = [CompletionItem(name, help=text) for name, text in COMMANDS.items() if name.startswith(incomplete)]
        return commands + click.Command.shell_complete(self, ctx, incomplete)


_SETTINGS: MutableMapping[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}  # Any: as click


@click.group(cls=FairleadGroup, context_settings=_SETTINGS)
@click.version_option(package_name="fairlead-cli")
def main() -> None:
    """Run Discord bots as fleets, on this machine or in a Kubernetes cluster.

    Commands are about the fleet that `fairlead up` runs in this folder, if one does and no option names a cluster; else
    about a BotDeployment of the kubeconfig's cluster. They say which. NAME may be left out where there is only one.
    As `kubectl fairlead` they are always about a cluster, unless --local is given.

    \b
    Exit codes:
      0    done
      1    what was wanted was not reached: a server does not answer, a pod is not ready in time
      2    wrong use, or refused: the message says what to put right, and nothing was changed
      130  interrupted
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped

"""``fairlead completion``: what a shell needs to complete commands and options."""

from typing import Final

import click
from click.shell_completion import get_completion_class

_PROGRAM: Final = "fairlead"
_VARIABLE: Final = "_FAIRLEAD_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print a script with which a SHELL completes commands and options.

    \b
    bash  echo 'eval "$(fairlead completion bash)"' >> ~/.bashrc
    zsh   echo 'eval "$(fairlead completion zsh)"' >> ~/.zshrc
    fish  fairlead completion fish > ~/.config/fish/completions/fairlead.fish
    """  # noqa: D301 - \b is click's mark for a paragraph that is not to be wrapped
    made_by = get_completion_class(shell)
    if made_by is None:
        raise click.UsageError(f"There is no completion for {shell}.")
    click.echo(made_by(ctx.find_root().command, {}, _PROGRAM, _VARIABLE).source())

"""The options that commands have in common."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, Final

import click

from fairlead_cli.place import Place, Target
from fairlead_cli.render.output import OutputFormat

PLUGIN_NAME: Final = "kubectl-fairlead"
"""The program's name when kubectl runs it as ``kubectl fairlead``."""
_FIELDS: Final = ("name", "namespace", "context", "kubeconfig", "state")

type Decorator = Callable[[Callable[..., None]], Callable[..., None]]


def folder_option(*names: str) -> Decorator:
    """Give a command the option with the folder of a fleet of ``fairlead up``, under the given names."""
    return click.option(
        *names,
        "state",
        type=click.Path(path_type=Path),
        default=Path(".fairlead"),
        show_default=True,
        help="Folder of a fleet of `fairlead up`.",
    )


_TARGET: Final[tuple[Decorator, ...]] = (
    click.argument("name", required=False),
    click.option("-n", "--namespace", help="The BotDeployment's namespace; by default the context's."),
    click.option("--context", help="The kubeconfig's context; by default the current one."),
    click.option("--kubeconfig", type=click.Path(path_type=Path), help="The kubeconfig; by default $KUBECONFIG."),
    click.option(
        "--local/--cluster",
        "local",
        default=None,
        help="A fleet of `fairlead up`, or one of a cluster; by default the local one if one runs here.",
    ),
)


class _Format(click.Choice[OutputFormat]):
    """An output format; ``text``, as it was called before, is a table."""

    # Any: click's own signature.
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> OutputFormat:
        return super().convert("table" if value == "text" else value, param, ctx)


def output_option[**P](command: Callable[P, None]) -> Callable[P, None]:
    """Give a command ``-o table|json|yaml``."""
    option = click.option(
        "-o",
        "--output",
        type=_Format(OutputFormat, case_sensitive=False),
        default=OutputFormat.TABLE.value,
        show_default=True,
        help="For people, or for programs.",
    )
    return option(command)


def target_options[**P](
    *, folder_names: tuple[str, ...] = ("--folder", "--state")
) -> Callable[[Callable[Concatenate[Target, P], None]], Callable[..., None]]:
    """Give a command the name of a BotDeployment and the options that say where it is.

    Args:
        folder_names: What the option with a local fleet's folder is called.
    """

    def decorated(command: Callable[Concatenate[Target, P], None]) -> Callable[..., None]:
        @functools.wraps(command)
        def with_target(*args: P.args, **kwargs: P.kwargs) -> None:
            command(_target(kwargs), *args, **kwargs)

        wrapped: Callable[..., None] = folder_option(*folder_names)(with_target)
        for option in reversed(_TARGET):
            wrapped = option(wrapped)
        return wrapped

    return decorated


def _target(given: dict[str, Any]) -> Target:  # Any: what click read
    local = given.pop("local")
    place = None if local is None else Place.LOCAL if local else Place.CLUSTER
    program = click.get_current_context().find_root().info_name or ""
    plugin = program.replace(" ", "-") == PLUGIN_NAME
    return Target(**{field: given.pop(field) for field in _FIELDS}, place=place, plugin=plugin)

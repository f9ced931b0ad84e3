"""What a picture looks like where it is not a terminal."""

import io

from rich.console import Console, RenderableType

from fairlead_cli.render.output import WIDTH


def shown(picture: RenderableType) -> str:
    """The text of a picture, 100 columns wide."""
    console = Console(file=io.StringIO(), width=WIDTH, color_system=None, highlight=False)
    with console.capture() as capture:
        console.print(picture)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def widest(picture: RenderableType) -> int:
    """How many columns its widest line has."""
    return max(map(len, shown(picture).splitlines()))

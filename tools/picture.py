"""Make the picture in the README: run the sample's fleet for real and draw what `make up` shows of it.

Usage: ``python tools/picture.py``
"""

import asyncio
import io
import re
import tempfile
from pathlib import Path

from rich.console import Console

from fairlead_cli.commands.up import LOOK_SECONDS
from fairlead_cli.local.document import read_fleet_file
from fairlead_cli.local.fleet import SimulatorChoice, local_fleet
from fairlead_cli.local.state import StateFolder
from fairlead_cli.render.look import take_look
from fairlead_cli.render.table import fleet_table

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "pictures" / "up.svg"
SAMPLE = ROOT / "manifests" / "samples" / "demo.yaml"
EVENTS = 100
"""How many events shall have arrived when the picture is taken."""
CHARACTER_WIDTH = 12.2
"""Of rich's pictures, in their own units."""


async def draw() -> str:
    """Run the fleet until it is ready and has seen some events; return the picture.

    Raises:
        TimeoutError: it was not ready within two minutes.
    """
    console = Console(record=True, width=96, file=io.StringIO(), force_terminal=True)
    choice = SimulatorChoice({"shards": 4, "guilds": 20, "max_concurrency": 2}, traffic=5.0)
    with tempfile.TemporaryDirectory() as folder:
        file = read_fleet_file(SAMPLE)
        async with asyncio.timeout(120), local_fleet(file, StateFolder(Path(folder)), choice, print) as fleet:
            pods = asyncio.create_task(fleet.pods.run())
            while True:
                status = await fleet.status.read()
                seen = sum(shard.status.events for shard in status.shards if shard.status)
                if status.ready and seen >= EVENTS:
                    break
                await asyncio.wait([pods], timeout=LOOK_SECONDS)
            console.print(fleet_table(file.deployment.name, take_look(status, fleet.pods.lines()), fleet.urls))
            pods.cancel()
            await asyncio.wait([pods])
    # The picture stands alone: no font is fetched from anywhere.
    picture = re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title="make up"), flags=re.DOTALL)
    return _LEADING_SPACES.sub(_moved, picture)


_LEADING_SPACES = re.compile(r'x="([\d.]+)"( y="[\d.]+") textLength="([\d.]+)"([^>]*)>((?:&#160;)+)(?=[^<])')


def _moved(found: re.Match[str]) -> str:
    """Return a text that begins further right instead of with spaces, which some viewers drop."""
    left, height, length, rest, spaces = found.groups()
    width = spaces.count(";") * CHARACTER_WIDTH
    return f'x="{float(left) + width:g}"{height} textLength="{float(length) - width:g}"{rest}>'


if __name__ == "__main__":
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(asyncio.run(draw()))
    print(PICTURE.relative_to(ROOT))

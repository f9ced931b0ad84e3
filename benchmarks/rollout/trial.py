"""What every way of a rollout is given, and what it leaves behind."""

from collections.abc import Callable
from dataclasses import dataclass

import aiohttp

from benchmarks.control_plane import ControlPlane
from benchmarks.restarts import Scale
from fairlead_cli.local.simulator import SimulatedDiscord

LOOK_SECONDS = 0.5
"""How often the API server is asked how far a rollout is."""
ROLLOUT_SECONDS = 900.0
"""How long a rollout may take."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One rollout.

    Attributes:
        scale: How large the fleet is.
        plane: A control plane that nothing runs on yet.
        show: Tells people how far it is, in a line.
        max_surge: How many standbys there are at least meanwhile, where the strategy is Surge.
    """

    scale: Scale
    plane: ControlPlane
    show: Callable[[str], None]
    max_surge: int = 1

    async def keep_report(self, discord: SimulatedDiscord) -> None:
        """Write what the simulator saw beside the logs, as it tells it itself."""
        async with aiohttp.ClientSession() as http, http.get(f"{discord.control}/report") as answer:
            (self.plane.folder / "report.json").write_bytes(await answer.read())

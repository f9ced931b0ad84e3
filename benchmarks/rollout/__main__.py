"""Measure rollouts on a real control plane beside a StatefulSet of stock discord.py; see the README."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path

from rich.console import Console

from benchmarks.control_plane import INTERRUPTED, control_plane, logs_folder
from benchmarks.restarts import Restart, Scale
from benchmarks.restarts_command import restart_options, show_begin, show_restarts
from benchmarks.rollout.fleet import rolling, surge
from benchmarks.rollout.peer import restarted
from benchmarks.rollout.trial import Trial

WAYS: dict[str, Callable[[Trial], Coroutine[None, None, Restart]]] = {
    "rolling": rolling,
    "surge": surge,
    "peer": restarted,
}


def main() -> None:
    """Roll out in every way, print the table and, last, the figures as one JSON line."""
    parser = restart_options("benchmarks.rollout", WAYS)
    parser.add_argument("--standby", type=int, default=0, help="spare pods that are always there")
    parser.add_argument("--max-surge", type=int, default=1, help="standbys that there are at least during a Surge")
    parser.add_argument("--logs", type=Path, metavar="FOLDER", help="keep the logs and the simulator's reports there")
    chosen = parser.parse_args()
    scale = Scale(chosen.shards, chosen.pods, chosen.rate, chosen.standby)
    console = Console()

    def show(line: str) -> None:
        console.print(f"  {line}", style="dim", highlight=False, markup=False, soft_wrap=True)

    restarts = dict[str, Restart]()
    for name in chosen.ways:
        show_begin(console, name, scale)
        # The control plane starts outside of the event loop, which would hold Ctrl-C back until it has started.
        with logs_folder(chosen.logs, name) as folder, control_plane(folder) as plane:
            restarts[name] = asyncio.run(WAYS[name](Trial(scale, plane, show, chosen.max_surge)))
    show_restarts(console, scale, restarts)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)

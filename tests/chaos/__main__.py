"""Run random faults from a seed; ``make chaos`` is the command."""

import argparse
import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from fairlead_shared.fleet.delivery import Delivery
from fairlead_shared.fleet.layout import Generation
from tests.chaos.faults import FaultKind
from tests.chaos.run import Run, run
from tests.chaos.trial import Plan


def main() -> int:
    """Read the command line, run, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--faults", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--delivery", type=Delivery, choices=[*Delivery], default=Delivery.AT_MOST_ONCE)
    parser.add_argument("--generation", type=Generation.parse, default=Generation(16, 4))
    parser.add_argument("--kinds", help=f"only these, with commas between them: {', '.join(k.name for k in FaultKind)}")
    parser.add_argument("--go-on", action="store_true", help="do not end with the first broken invariant")
    parser.add_argument("--member-limit", action="store_true", help="all members of a guild once in 30 seconds only")
    chosen = parser.parse_args()
    kinds = frozenset(each for each in FaultKind if chosen.kinds is None or each.name in chosen.kinds.split(","))
    console = Console(highlight=False, soft_wrap=True)
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    plan = Plan(chosen.generation, chosen.delivery, member_limit=chosen.member_limit)
    broken = asyncio.run(
        run(Run(plan, chosen.seed, chosen.faults, kinds, go_on=chosen.go_on), folder=folder, console=console)
    )
    if not broken:
        shutil.rmtree(folder)
        return 0
    again = f"make chaos FAULTS={chosen.faults} SEED={chosen.seed} DELIVERY={chosen.delivery}"
    console.print(f"The logs of the pods are in {folder}. To run the same faults again: {again}", style="red")
    return 1


if __name__ == "__main__":
    sys.exit(main())

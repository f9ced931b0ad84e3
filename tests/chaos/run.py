"""A whole run: so many faults from a seed, told as it goes, with a table at the end."""

import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from tests.chaos.faults import FaultKind, rounds
from tests.chaos.table import Tally, line, show
from tests.chaos.trial import Plan, trial

MOST_SAID = 20
"""Broken invariants of one round that are told."""
MOST_SHOWN = 5
"""Events of one round whose neighbours are shown."""


@dataclass(frozen=True, slots=True)
class Run:
    """Which faults happen to which fleet.

    Attributes:
        plan: The fleet.
        seed: Where the faults come from.
        total: How many faults there are.
        kinds: The kinds that are drawn from.
        go_on: Whether to go on when an invariant is broken.
    """

    plan: Plan
    seed: int
    total: int
    kinds: frozenset[FaultKind] = frozenset(FaultKind)
    go_on: bool = False


async def run(chosen: Run, *, folder: Path, console: Console) -> int:
    """Let the faults happen, telling of each round; return how many rounds broke an invariant."""
    plan, tally, began = chosen.plan, Tally(), time.monotonic()
    async with trial(plan, folder) as found:
        console.print(
            f"seed {chosen.seed}: {plan.generation.name} and a standby are whole, {plan.delivery}", style="dim"
        )
        for faults in rounds(chosen.seed, chosen.total, plan.generation, chosen.kinds):
            outcome = await found.undergo(faults)
            tally.add(faults, outcome)
            console.print(line(tally.faults.total(), chosen.total, faults, outcome))
            for words in [*outcome.broken[:MOST_SAID], *outcome.around[:MOST_SHOWN]]:
                console.print(f"  {words}", style="red", markup=False)
            if outcome.broken and not chosen.go_on:
                break
        show(console, found, tally, seed=chosen.seed, seconds=time.monotonic() - began)
    return tally.broken

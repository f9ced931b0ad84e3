"""What a run tells: a line for each round, and a table at the end."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import quantiles

from rich.console import Console
from rich.table import Table

from fairlead_simulator.ledger.delivery import Label, Trouble
from tests.chaos.faults import FaultKind, Round
from tests.chaos.trial import Outcome, Trial

type Troubles = Mapping[tuple[Trouble, Label], int]


@dataclass
class Tally:
    """What a run has cost so far.

    Attributes:
        faults: How often there was each kind.
        identifies: New sessions since the fleet was whole for the first time.
        resumes: Sessions that were taken up since then.
        broken: How many rounds broke an invariant.
    """

    faults: Counter[FaultKind] = field(default_factory=Counter)
    identifies: int = 0
    resumes: int = 0
    broken: int = 0

    def add(self, faults: Round, outcome: Outcome) -> None:
        """Count a round."""
        self.faults.update(fault.kind for fault in faults)
        self.identifies += outcome.identifies
        self.resumes += outcome.resumes
        self.broken += bool(outcome.broken)


def line(number: int, total: int, faults: Round, outcome: Outcome) -> str:
    """Return what is said of a round; the number is that of its last fault."""
    costs = [f"{outcome.seconds:5.1f} s"]
    costs += [f"{outcome.identifies} identifies"] if outcome.identifies else []
    costs += [words for words in (troubles(outcome.troubles),) if words]
    names = " + ".join(map(str, faults))
    return f"{number:>{len(str(total))}}/{total}  {names:<48} {', '.join(costs)}"


def troubles(found: Troubles) -> str:
    """Return how many events fared badly, by trouble and label."""
    return ", ".join(f"{times} {trouble} ({label})" for (trouble, label), times in sorted(found.items()) if times)


def percentile(values: Sequence[float], hundredth: int) -> float:
    """Return a percentile of some values, 0 of none."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return quantiles(values, n=100, method="inclusive")[hundredth - 1]


def show(console: Console, trial: Trial, tally: Tally, *, seed: int, seconds: float) -> None:
    """Print the table of a run."""
    table = Table("", "", title=f"chaos, seed {seed}", show_header=False)
    gaps = trial.gaps()
    causes = Counter(entry.cause.value for _, entry in trial.causes)
    cost = {(trouble.value, label.value): times for (trouble, label), times in trial.cost.items()}
    unexplained = sum(times for (_, label), times in trial.cost.items() if label is Label.UNEXPLAINED)
    rows = {
        "delivery": trial.plan.delivery,
        "faults": f"{tally.faults.total()}: {_counts({kind.value: times for kind, times in tally.faults.items()})}",
        "identifies": f"{len(trial.causes)}: {_counts(causes)}",
        "resumes": str(tally.resumes),
        "handovers": str(trial.fleet.handovers()),
        "events sent": str(trial.simulator.simulation.application.statistics.events_sent),
        "lost": _labelled(cost, Trouble.LOST),
        "doubled": _labelled(cost, Trouble.DOUBLED),
        "out of order": _labelled(cost, Trouble.OUT_OF_ORDER),
        "unexplained": str(unexplained),
        "gaps": f"{len(gaps)}: p50 {percentile(gaps, 50):.2f} s, p99 {percentile(gaps, 99):.2f} s",
        "duration": f"{seconds:.0f} s",
        "invariants": f"broken in {tally.broken} rounds" if tally.broken else "held",
    }
    for name, value in rows.items():
        table.add_row(name, value)
    console.print(table)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {times}" for name, times in sorted(counts.items(), key=lambda item: -item[1])) or "none"


def _labelled(cost: Mapping[tuple[str, str], int], trouble: Trouble) -> str:
    return _counts({label: times for (found, label), times in cost.items() if found == trouble.value and times})

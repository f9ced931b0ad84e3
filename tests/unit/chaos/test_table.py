"""What a run tells."""

from collections import Counter

import pytest

from fairlead_simulator.ledger.delivery import Label, Trouble
from tests.chaos.faults import Fault, FaultKind
from tests.chaos.table import Tally, line, percentile, troubles
from tests.chaos.trial import Outcome

FAULTS = (Fault(FaultKind.KILL, 2, 0.0, 0.5), Fault(FaultKind.DROP_ALL, None, 0.0, 0.5))
OUTCOME = Outcome(3.25, 1, 4, Counter({(Trouble.LOST, Label.INTERRUPTED): 2}), ["the end"], [])


def test_a_round_is_told_with_its_faults_and_what_they_cost():
    words = line(12, 100, FAULTS, OUTCOME)
    assert words.startswith(" 12/100  kill slot 2 + drop all")
    assert words.endswith("3.2 s, 1 identifies, 2 lost (interrupted)")


def test_a_tally_counts_faults_and_the_rounds_that_broke_something():
    tally = Tally()
    tally.add(FAULTS, OUTCOME)
    tally.add(FAULTS[:1], Outcome(1.0, 0, 1, Counter(), [], []))
    assert tally == Tally(Counter({FaultKind.KILL: 2, FaultKind.DROP_ALL: 1}), 1, 5, 1)


def test_troubles_that_did_not_happen_are_left_out():
    assert troubles({(Trouble.LOST, Label.SESSION_GONE): 0, (Trouble.DOUBLED, Label.INTERRUPTED): 1}) == (
        "1 doubled (interrupted)"
    )


@pytest.mark.parametrize(("values", "expected"), [([], 0.0), ([2.0], 2.0), ([1.0, 2.0, 3.0], 2.0)])
def test_the_median_of_some_values(values: list[float], expected: float):
    assert percentile(values, 50) == expected

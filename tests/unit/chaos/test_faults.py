"""The drawing of faults from a seed."""

from collections import Counter
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_shared.fleet.layout import Generation
from tests.chaos.faults import LONGEST_OFFSET, QUICK_KINDS, TERMS, Fault, FaultKind, Target, rounds
from tests.chaos.strikes import STRIKES

SEEDS = st.integers(0, 10_000)
LAYOUT = Generation(16, 4)


def drawn(seed: int, total: int = 40, layout: Generation = LAYOUT) -> list[tuple[Fault, ...]]:
    return list(rounds(seed, total, layout))


@given(SEEDS)
def test_the_same_seed_gives_the_same_faults(seed: int):
    assert drawn(seed) == drawn(seed)


def test_another_seed_gives_other_faults():
    assert len({tuple(drawn(seed)) for seed in range(20)}) == 20


@given(SEEDS)
def test_a_longer_run_begins_as_a_shorter_one(seed: int):
    assert drawn(seed, 60)[:5] == drawn(seed, 30)[:5]


@given(SEEDS, st.integers(0, 50))
def test_there_are_as_many_faults_as_were_asked_for_one_to_three_at_once(seed: int, total: int):
    found = drawn(seed, total)
    assert sum(map(len, found)) == total
    assert {len(each) for each in found} <= {1, 2, 3}


@given(SEEDS)
def test_faults_that_happen_at_once_leave_one_standby_and_one_store_to_each_other(seed: int):
    for faults in drawn(seed):
        assert sum(fault.terms.needs_standby for fault in faults) <= 1
        assert sum(fault.terms.target is Target.STORE for fault in faults) <= 1


@given(SEEDS, st.sampled_from([Generation(16, 4), Generation(4, 2), Generation(3, 2)]))
def test_each_fault_has_a_place_that_there_is_and_no_two_at_once_the_same(seed: int, layout: Generation):
    sizes = {Target.SHARD: layout.shard_count, Target.SLOT: layout.slots}
    for faults in drawn(seed, layout=layout):
        for fault in faults:
            size = sizes.get(fault.terms.target)
            assert fault.place is None if size is None else fault.place in range(size)
            assert 0 <= fault.after <= LONGEST_OFFSET
            assert 0 <= fault.amount <= 1
        slots = [fault.place for fault in faults if fault.terms.target is Target.SLOT]
        assert len(set(slots)) == min(len(slots), layout.slots)


def test_every_kind_is_drawn_and_a_heavier_one_more_often():
    kinds = Counter(fault.kind for fault in chain(*drawn(1, 6000)))
    assert set(kinds) == set(FaultKind)
    assert kinds[FaultKind.KILL] > kinds[FaultKind.CLOSE_4007] > kinds[FaultKind.DEAF]


@given(SEEDS)
def test_of_the_kinds_that_are_allowed_no_other_is_drawn(seed: int):
    found = chain(*rounds(seed, 20, LAYOUT, QUICK_KINDS))
    assert {fault.kind for fault in found} <= QUICK_KINDS


@pytest.mark.parametrize("kind", FaultKind)
def test_every_kind_has_terms_and_a_way_to_be_done(kind: FaultKind):
    assert TERMS[kind].seconds > 0
    assert kind in STRIKES

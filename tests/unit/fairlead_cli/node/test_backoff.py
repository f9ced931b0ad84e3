"""How long a container that ended waits before it is started again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_cli.node.backoff import Backoff

BACKOFF = Backoff(first=10, longest=300, steady=600)


@pytest.mark.parametrize(
    ("ends", "delay"), [(0, 0), (1, 0), (2, 10), (3, 20), (4, 40), (5, 80), (6, 160), (7, 300), (8, 300), (5000, 300)]
)
def test_the_first_restart_is_at_once_and_each_further_one_waits_twice_as_long_up_to_a_limit(ends: int, delay: float):
    assert BACKOFF.delay(ends) == delay


@pytest.mark.parametrize(("before", "lived", "ends"), [(0, 1, 1), (1, 599, 2), (5, 0, 6), (5, 600, 1), (5, 9000, 1)])
def test_ends_are_counted_until_a_container_has_lived_long_enough(before: int, lived: float, ends: int):
    assert BACKOFF.ends(before, lived) == ends


@given(st.integers(0, 10_000))
def test_no_restart_waits_less_than_the_one_before_it(ends: int):
    assert 0 <= BACKOFF.delay(ends) <= BACKOFF.delay(ends + 1) <= BACKOFF.longest

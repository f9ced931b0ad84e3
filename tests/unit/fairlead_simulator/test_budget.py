import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_simulator.budget import DAY_SECONDS, IdentifyBuckets, SessionBudget, identifies_a_day


def test_each_identify_takes_one_from_the_budget():
    budget = SessionBudget(3)
    assert [budget.spend(0.0) for _ in range(4)] == [True, True, True, False]
    assert budget.remaining(0.0) == 0


def test_the_budget_is_full_again_a_day_after_its_first_identify():
    budget = SessionBudget(1)
    budget.spend(100.0)
    assert budget.reset_after_ms(100.0 + DAY_SECONDS - 1) == 1000
    assert not budget.spend(100.0 + DAY_SECONDS - 1)
    assert budget.spend(100.0 + DAY_SECONDS)


def test_an_unspent_budget_has_nothing_to_reset():
    assert SessionBudget(5).reset_after_ms(7.0) == 0


@pytest.mark.parametrize(("remaining", "reset_after_ms"), [(5, 0), (2, int(DAY_SECONDS * 1000))])
def test_a_budget_can_be_put_where_a_test_wants_it(remaining: int, reset_after_ms: int):
    budget = SessionBudget(5)
    budget.set_remaining(remaining, 10.0)
    assert (budget.remaining(10.0), budget.reset_after_ms(10.0)) == (remaining, reset_after_ms)


@pytest.mark.parametrize(
    ("guilds", "identifies"),
    [(0, 1_000), (150_000, 1_000), (150_001, 2_000), (400_000, 2_000), (400_200, 2_001), (1_000_000, 5_000)],
)
def test_a_very_large_bot_has_more_identifies_a_day(guilds: int, identifies: int):
    assert identifies_a_day(guilds) == identifies


def test_a_second_identify_in_a_bucket_waits_five_seconds():
    buckets = IdentifyBuckets(1)
    assert buckets.admit(0, 0.0)
    assert not buckets.admit(1, 4.999)
    assert buckets.admit(1, 5.0)


def test_a_refused_identify_does_not_prolong_the_wait():
    buckets = IdentifyBuckets(1)
    buckets.admit(0, 0.0)
    buckets.admit(0, 4.0)
    assert buckets.admit(0, 5.0)


@given(max_concurrency=st.integers(1, 64))
def test_as_many_shards_in_a_row_as_there_are_buckets_identify_at_once(max_concurrency: int):
    buckets = IdentifyBuckets(max_concurrency)
    assert all(buckets.admit(shard_id, 0.0) for shard_id in range(max_concurrency))
    assert not any(buckets.admit(shard_id, 0.0) for shard_id in range(max_concurrency, 2 * max_concurrency))


@given(
    max_concurrency=st.integers(1, 8),
    attempts=st.lists(st.tuples(st.integers(0, 31), st.floats(0, 3)), max_size=60),
)
def test_no_bucket_ever_admits_two_within_five_seconds(max_concurrency: int, attempts: list[tuple[int, float]]):
    buckets = IdentifyBuckets(max_concurrency)
    now = 0.0
    admitted: dict[int, list[float]] = {}
    for shard_id, pause in attempts:
        now += pause
        if buckets.admit(shard_id, now):
            admitted.setdefault(shard_id % max_concurrency, []).append(now)
    for times in admitted.values():
        assert all(later - earlier >= 5 for earlier, later in itertools.pairwise(times))

"""Dividing what a guild has over pieces."""

from hypothesis import given
from hypothesis import strategies as st

from fairlead_bot.gateway.snapshot.buckets import ITEMS_IN_A_BUCKET, Buckets

ids = st.sets(st.integers(1, 2**63), min_size=1, max_size=2_000)


@given(ids)
def test_every_item_lies_in_exactly_one_bucket(found: set[int]):
    mapping = {item_id: str(item_id) for item_id in found}
    buckets = Buckets(len(mapping))
    parts = [list(buckets.items(mapping, bucket)) for bucket in range(buckets.count)]
    assert sorted(item for part in parts for item in part) == sorted(mapping.items())
    assert all(buckets.of(key) == bucket for bucket, part in enumerate(parts) for key, _ in part)


def test_items_that_come_and_go_are_followed_in_a_big_mapping():
    mapping = {number << 22: number for number in range(5_000)}
    buckets = Buckets(len(mapping))
    bucket = buckets.of(1 << 22)
    assert (1 << 22, 1) in list(buckets.items(mapping, bucket))
    del mapping[1 << 22]
    new = next(number << 22 for number in range(6_000, 9_000) if buckets.of(number << 22) == bucket)
    mapping[new] = 7
    found = dict(buckets.items(mapping, bucket))
    assert found[new] == 7
    assert 1 << 22 not in found


def test_buckets_stay_as_they_are_until_the_mapping_has_doubled():
    buckets = Buckets(0)
    assert not buckets.fit(2 * ITEMS_IN_A_BUCKET)
    assert buckets.count == 1
    assert buckets.fit(2 * ITEMS_IN_A_BUCKET + 1)
    assert buckets.count == 4
    assert not buckets.fit(3 * ITEMS_IN_A_BUCKET)

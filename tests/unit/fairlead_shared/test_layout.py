"""Guild → shard → slot, for every layout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_shared.fleet.layout import Generation, identify_bucket, identify_seconds, shard_of_guild
from fairlead_shared.fleet.pod import ordinal_of

layouts = st.builds(Generation, st.integers(1, 20_000), st.integers(1, 300))
snowflakes = st.integers(0, 2**63 - 1)


@given(layouts)
def test_the_slots_divide_all_shards_without_gap_or_overlap(generation: Generation):
    shards = [shard for slot in range(generation.slots) for shard in generation.shards_of(slot)]
    assert shards == list(range(generation.shard_count))


@given(layouts, st.data())
def test_a_shard_lies_in_the_slot_that_it_belongs_to(generation: Generation, data: st.DataObject):
    shard_id = data.draw(st.integers(0, generation.shard_count - 1))
    assert shard_id in generation.shards_of(generation.slot_of(shard_id))


@given(layouts, snowflakes)
def test_every_guild_has_exactly_one_shard_of_the_generation(generation: Generation, guild_id: int):
    assert 0 <= generation.shard_of(guild_id) < generation.shard_count


def test_the_shard_of_a_guild_is_that_of_discords_formula():
    assert shard_of_guild(197038439483310086, 16) == (197038439483310086 >> 22) % 16 == 2


@given(layouts)
def test_the_name_of_a_generation_says_all_of_it(generation: Generation):
    assert Generation.parse(generation.name) == generation


@pytest.mark.parametrize("name", ["", "4", "4x", "x2", "4x2x1", "axb", "-4x2", "4 x2"])
def test_what_is_not_the_name_of_a_generation_is_refused(name: str):
    with pytest.raises(ValueError, match="not the name of a generation"):
        Generation.parse(name)


@pytest.mark.parametrize(("count", "per_pod"), [(0, 1), (1, 0), (-4, 2)])
def test_a_generation_without_shards_is_refused(count: int, per_pod: int):
    with pytest.raises(ValueError, match="at least one shard"):
        Generation(count, per_pod)


@pytest.mark.parametrize("slot", [-1, 2])
def test_a_slot_outside_the_generation_is_refused(slot: int):
    with pytest.raises(ValueError, match=f"slots 0 to 1, not {slot}"):
        Generation(4, 2).shards_of(slot)


def test_the_last_slot_may_be_smaller():
    generation = Generation(5, 2)
    assert generation.slots == 3
    assert list(generation.shards_of(2)) == [4]


@pytest.mark.parametrize(
    ("shards", "max_concurrency", "seconds"),
    [(0, 1, 0), (1, 1, 5), (4, 1, 20), (4, 16, 5), (5000, 16, 1565)],
)
def test_the_fullest_bucket_decides_how_long_identifies_take(shards: int, max_concurrency: int, seconds: float):
    assert identify_seconds(shards, max_concurrency) == seconds


def test_a_bucket_is_the_shard_id_modulo_the_concurrency():
    assert [identify_bucket(shard, 3) for shard in range(5)] == [0, 1, 2, 0, 1]


@pytest.mark.parametrize(("pod", "ordinal"), [("demo-4x2-0", 0), ("demo-4x2-17", 17), ("demo", 0)])
def test_the_ordinal_stands_at_the_end_of_a_pods_name(pod: str, ordinal: int):
    assert ordinal_of(pod) == ordinal

"""How many shards a bot shall have."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from fairlead_operator.model import Sharding
from fairlead_operator.shard_count import fitted, is_within_headroom, target_count
from tests.builders.bot_deployment import deployment

counts = st.integers(1, 16_384)


def sharding(**fields: object) -> Sharding:
    return deployment(sharding=fields).spec.sharding


@st.composite
def shardings(draw: st.DrawFn) -> Sharding:
    step = draw(st.none() | st.integers(1, 200))
    lowest, highest = draw(st.none() | counts), draw(st.none() | counts)
    assume(lowest is None or highest is None or lowest <= highest)
    assume(highest is None or highest // (step or 1) * (step or 1) >= (lowest or 1))
    fields = {"min": lowest, "max": highest, "multipleOf": step, "reshard": {"headroom": draw(st.integers(0, 100))}}
    return sharding(**fields)


@pytest.mark.parametrize(
    ("count", "fields", "expected"),
    [
        (5, {}, 5),
        (5, {"multipleOf": 4}, 8),
        (8, {"multipleOf": 4}, 8),
        (5, {"max": 4}, 4),
        (5, {"min": 6}, 6),
        (5, {"min": 6, "multipleOf": 4}, 8),
        (9, {"max": 10, "multipleOf": 4}, 8),
        (1, {"min": 1, "max": 1}, 1),
        (16_000, {"multipleOf": 16}, 16_000),
    ],
)
def test_a_number_is_made_to_fit(count: int, fields: dict[str, int], expected: int):
    assert fitted(count, sharding(**fields)) == expected


@pytest.mark.parametrize(
    ("fields", "recommended", "running", "expected"),
    [
        ({"mode": "Fixed", "total": 6}, None, None, 6),
        ({"mode": "Fixed", "total": 6}, 100, 4, 6),
        ({}, None, None, None),
        ({}, 4, None, 4),
        ({}, None, 4, 4),
        ({}, 5, 10, 5),
        ({}, 11, 10, 10),
        ({}, 12, 10, 10),
        ({}, 13, 10, 13),
        ({}, 8, 10, 10),
        ({}, 7, 10, 7),
        ({"reshard": {"headroom": 0}}, 11, 10, 11),
        ({"reshard": {"headroom": 100}}, 20, 10, 10),
        ({"max": 8}, None, 10, 8),
        ({"max": 8}, 11, 10, 8),
        ({"min": 12}, 10, 10, 12),
        ({"multipleOf": 16}, 17, 16, 16),
        ({"multipleOf": 16}, 20, 16, 32),
    ],
)
def test_specification_recommendation_and_running_number_decide(
    fields: dict[str, object], recommended: int | None, running: int | None, expected: int | None
):
    assert target_count(sharding(**fields), recommended, running) == expected


@given(counts, shardings())
def test_what_fits_is_within_the_bounds_and_a_multiple(count: int, rules: Sharding):
    result = fitted(count, rules)
    assert (rules.min or 1) <= result <= (rules.max or result)
    assert result % (rules.multiple_of or 1) == 0


@given(counts, shardings())
def test_what_fits_once_fits_for_good(count: int, rules: Sharding):
    assert fitted(fitted(count, rules), rules) == fitted(count, rules)


@given(counts, counts, shardings())
def test_a_larger_number_never_fits_as_a_smaller_one(one: int, other: int, rules: Sharding):
    low, high = sorted((one, other))
    assert fitted(low, rules) <= fitted(high, rules)


@given(counts, shardings(), st.data())
def test_a_recommendation_that_wobbles_within_the_headroom_changes_nothing(
    count: int, rules: Sharding, data: st.DataObject
):
    running = fitted(count, rules)
    margin = running * rules.reshard.headroom // 100
    recommended = data.draw(st.integers(max(1, running - margin), running + margin))
    assert is_within_headroom(recommended, running, rules.reshard.headroom)
    assert target_count(rules, recommended, running) == running


@example(
    recommended=73, running=241, rules=Sharding.model_validate({"multipleOf": 4, "reshard": {"headroom": 70}})
)  # a running number that no longer fits
@given(counts, counts, shardings())
def test_a_reshard_to_the_target_is_the_last_one(recommended: int, running: int, rules: Sharding):
    target = target_count(rules, recommended, running)
    assert target is not None
    again = target_count(rules, recommended, target)
    # Within the headroom of the new number, or made to fit from the recommendation: either way it stays.
    assert again == target

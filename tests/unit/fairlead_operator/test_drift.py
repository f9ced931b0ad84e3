"""When a child must be written."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_operator.build import BuildContext, children
from fairlead_operator.drift import applied_digest, covers, must_be_written, stamped
from fairlead_shared.fleet.layout import Generation
from tests.builders.bot_deployment import deployment

scalars = st.integers(-5, 5) | st.text("ab", min_size=1, max_size=3) | st.booleans()
names = st.sampled_from(["a", "b", "c", "d"])
desired_objects = st.recursive(
    st.dictionaries(names, scalars, min_size=1, max_size=3),
    lambda inner: (
        st.dictionaries(names, scalars | inner, min_size=1, max_size=3)
        | st.dictionaries(st.just("list"), st.lists(inner, min_size=1, max_size=2), min_size=1)
    ),
    max_leaves=8,
)


def with_additions(value: Any, addition: Any) -> Any:
    """A live value that has more than the desired one: other fields in every object."""
    if isinstance(value, dict):
        return {**{key: with_additions(item, addition) for key, item in value.items()}, "others": addition}
    if isinstance(value, list):
        return [with_additions(item, addition) for item in value]
    return value


def with_each_leaf_changed(value: Any) -> list[Any]:
    """The live values in which exactly one leaf is another one, or is gone."""
    if isinstance(value, dict):
        gone: list[Any] = [{other: item for other, item in value.items() if other != key} for key in value]
        return gone + [{**value, key: other} for key, item in value.items() for other in with_each_leaf_changed(item)]
    if isinstance(value, list):
        shorter_and_longer: list[Any] = [value[1:], [*value, {}]]
        return shorter_and_longer + [
            [*value[:at], other, *value[at + 1 :]]
            for at, item in enumerate(value)
            for other in with_each_leaf_changed(item)
        ]
    return [f"not {value}"]


@given(desired_objects, scalars)
def test_what_others_add_is_no_drift(desired: dict[str, Any], addition: Any):
    assert covers(with_additions(desired, addition), desired)


@given(desired_objects)
def test_every_change_of_a_desired_value_is_drift(desired: dict[str, Any]):
    for live in with_each_leaf_changed(desired):
        assert not covers(live, desired), live


@pytest.mark.parametrize(
    ("live", "desired", "covered"),
    [
        ({"limits": {"cpu": "1"}}, {"limits": {"cpu": "1000m"}}, True),
        ({"limits": {"cpu": "500m"}}, {"limits": {"cpu": "0.5"}}, True),
        ({"limits": {"memory": "1Gi"}}, {"limits": {"memory": "1024Mi"}}, True),
        ({"limits": {"cpu": "1"}}, {"limits": {"cpu": 1}}, True),
        ({"limits": {"cpu": "2"}}, {"limits": {"cpu": "1000m"}}, False),
        ({"limits": {"cpu": "x"}}, {"limits": {"cpu": "y"}}, False),
        ({"requests": {"cpu": "1"}}, {"requests": {"cpu": "1000m"}}, True),
        ({"value": "1"}, {"value": "1000m"}, False),
        ({}, {"volumes": []}, True),
        ({}, {"value": ""}, True),
        ({}, {"value": "x"}, False),
        ({}, {"spec": {"a": {}}}, True),
        ({}, {"spec": {"a": False}}, False),
        ({"env": [{"name": "B"}, {"name": "A", "value": "1"}]}, {"env": [{"name": "A", "value": "1"}]}, True),
        ({"env": [{"name": "A", "value": "2"}]}, {"env": [{"name": "A", "value": "1"}]}, False),
        ({"env": [{"name": "B"}]}, {"env": [{"name": "A"}]}, False),
        ({"env": "text"}, {"env": [{"name": "A"}]}, False),
        ({"command": ["a", "b"]}, {"command": ["a"]}, False),
        ({"spec": "text"}, {"spec": {"a": 1}}, False),
    ],
)
def test_values_are_compared_as_the_api_server_keeps_them(live: object, desired: object, covered: bool):
    assert covers(live, desired) is covered


def test_a_child_is_written_once():
    for child in children(deployment(), Generation(4, 2), BuildContext()):
        live = json.loads(json.dumps(stamped(child)))
        assert not must_be_written(stamped(child), live)


def test_a_missing_child_is_written():
    assert must_be_written(stamped({"metadata": {}}), None)


def test_a_field_that_is_no_longer_desired_is_told_by_the_hash():
    before = stamped({"metadata": {}, "spec": {"a": 1, "b": 2}})
    after = stamped({"metadata": {}, "spec": {"a": 1}})
    assert applied_digest(before) != applied_digest(after)
    assert must_be_written(after, before)


def test_the_hash_stands_beside_other_annotations():
    child = stamped({"metadata": {"annotations": {"note": "x"}}})
    assert child["metadata"]["annotations"] == {"note": "x", "fairlead.dev/applied": applied_digest(child)}

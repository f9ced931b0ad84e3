"""The user's part of a pod template over the made one."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_operator.build.merge import merged

CASES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ("a value replaces", {"a": 1}, {"a": 2}, {"a": 2}),
    ("a field is added", {"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
    ("objects are merged", {"a": {"x": 1}}, {"a": {"y": 2}}, {"a": {"x": 1, "y": 2}}),
    (
        "containers are merged by name",
        {"containers": [{"name": "bot", "image": "a"}]},
        {"containers": [{"name": "side"}, {"name": "bot", "tty": True}]},
        {"containers": [{"name": "bot", "image": "a", "tty": True}, {"name": "side"}]},
    ),
    (
        "variables are merged by name",
        {"env": [{"name": "A", "value": "1"}, {"name": "B", "value": "1"}]},
        {"env": [{"name": "A", "value": "2"}]},
        {"env": [{"name": "A", "value": "2"}, {"name": "B", "value": "1"}]},
    ),
    (
        "ports are merged by number",
        {"ports": [{"containerPort": 1, "name": "x"}]},
        {"ports": [{"containerPort": 2}]},
        {"ports": [{"containerPort": 1, "name": "x"}, {"containerPort": 2}]},
    ),
    (
        "a volume of another kind has only that kind",
        {"volumes": [{"name": "tmp", "emptyDir": {}}]},
        {"volumes": [{"name": "tmp", "ephemeral": {"x": 1}}]},
        {"volumes": [{"name": "tmp", "ephemeral": {"x": 1}}]},
    ),
    (
        "a volume of the same kind is merged",
        {"volumes": [{"name": "tmp", "emptyDir": {"medium": "Memory"}}]},
        {"volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "1Gi"}}]},
        {"volumes": [{"name": "tmp", "emptyDir": {"medium": "Memory", "sizeLimit": "1Gi"}}]},
    ),
    ("other lists are replaced", {"command": ["a", "b"]}, {"command": ["c"]}, {"command": ["c"]}),
    (
        "a keyed list without its key is replaced",
        {"env": [{"name": "A"}]},
        {"env": [{"x": 1}]},
        {"env": [{"x": 1}]},
    ),
    ("an object replaces a value", {"a": 1}, {"a": {"x": 1}}, {"a": {"x": 1}}),
]

documents = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "name", "env"]), inner),
    max_leaves=10,
)
objects = st.dictionaries(st.sampled_from(["a", "b", "env", "containers"]), documents, max_size=4)


@pytest.mark.parametrize(("made", "over", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_rule(made: dict[str, Any], over: dict[str, Any], expected: dict[str, Any]):
    before = deepcopy((made, over))
    assert merged(made, over) == expected
    assert (made, over) == before


@given(objects)
def test_nothing_over_something_is_that_thing(made: dict[str, Any]):
    assert merged(made, {}) == made


@given(objects)
def test_something_over_nothing_is_that_thing(over: dict[str, Any]):
    assert merged({}, over) == over

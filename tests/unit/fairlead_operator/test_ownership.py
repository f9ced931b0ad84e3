"""Whose an object is, and what it says of what runs."""

from typing import Any

import pytest

from fairlead_operator.ownership import belongs_to, is_owned, owner_of, running_generation, stateful_set_of
from fairlead_shared.fleet.layout import Generation
from tests.builders.bot_deployment import UID, deployment

LABELLED = {"labels": {"fairlead.dev/deployment": "demo"}}
OWNED = {"ownerReferences": [{"kind": "BotDeployment", "name": "demo", "uid": UID}]}


def thing(kind: str, name: str, *, created: str = "2026-11-01T00:00:00Z", **rest: Any) -> dict[str, Any]:
    return {"kind": kind, "metadata": {"name": name, "creationTimestamp": created}, **rest}


@pytest.mark.parametrize(
    ("metadata", "name", "belongs"),
    [
        ({}, None, False),
        (LABELLED, "demo", True),
        (OWNED, "demo", True),
        ({**LABELLED, **OWNED}, "demo", True),
        ({"labels": {"fairlead.dev/deployment": "other"}}, "other", False),
        ({"ownerReferences": [{"kind": "Deployment", "name": "demo", "uid": "x"}]}, None, False),
    ],
)
def test_label_or_owner_say_whose_an_object_is(metadata: dict[str, Any], name: str | None, belongs: bool):
    assert owner_of({"metadata": metadata}) == name
    assert belongs_to({"metadata": metadata}, deployment()) is belongs


@pytest.mark.parametrize(("metadata", "owned"), [({}, False), (LABELLED, False), (OWNED, True)])
def test_only_an_owner_owns(metadata: dict[str, Any], owned: bool):
    assert is_owned({"metadata": metadata}, deployment()) is owned


@pytest.mark.parametrize(
    ("children", "running"),
    [
        ([], None),
        ([thing("Service", "demo"), thing("ServiceAccount", "demo")], None),
        ([thing("StatefulSet", "demo-4x2")], Generation(4, 2)),
        ([thing("ConfigMap", "demo-4x2")], Generation(4, 2)),
        ([thing("ConfigMap", "demo-4x2"), thing("StatefulSet", "demo-8x2")], Generation(8, 2)),
        (
            [
                thing("StatefulSet", "demo-8x2", created="2026-11-02T00:00:00Z"),
                thing("StatefulSet", "demo-4x2", created="2026-11-01T00:00:00Z"),
            ],
            Generation(4, 2),
        ),
        ([thing("StatefulSet", "demo-of-a-kind")], None),
    ],
)
def test_the_oldest_stateful_set_or_what_is_left_of_it_says_what_runs(
    children: list[dict[str, Any]], running: Generation | None
):
    assert running_generation(deployment(), children) == running


def test_the_revision_is_that_of_the_running_stateful_set():
    children = [
        thing("ConfigMap", "demo-4x2"),
        thing("StatefulSet", "demo-8x2"),
        thing("StatefulSet", "demo-4x2"),
    ]
    assert stateful_set_of(deployment(), Generation(4, 2), children) is children[-1]
    assert stateful_set_of(deployment(), Generation(2, 2), children) is None

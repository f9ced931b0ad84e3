"""What is shown of a BotDeployment, whatever its status has."""

from typing import Any

import pytest

from fairlead_api.deployments.reading import application_of, detail_of, plan_of
from tests.builders.cluster_objects import ready_status, resource

SHARDS = {"total": 4, "ready": 4, "recommended": 16, "target": 16, "maxConcurrency": 2}


@pytest.mark.parametrize(
    "status", [{}, {"phase": "Strange", "soon": {"there": 1}}, {"conditions": None, "shards": None}]
)
def test_a_status_that_says_little_does_no_harm(status: dict[str, Any]):
    deployment = resource(status=status)
    detail, plan = detail_of(deployment, []), plan_of(deployment)
    assert (detail.name, detail.budget, detail.conditions, detail.is_current) == ("demo", None, [], False)
    assert (plan.generation, plan.identifies, plan.reshard, plan.faults) == (None, None, None, [])
    assert application_of(deployment) is None


def test_a_status_about_an_older_specification_is_told():
    assert detail_of(resource(generation=1), []).is_current
    assert not detail_of(resource(generation=2), []).is_current


RESHARDS = [
    ({"sharding": {"shardsPerPod": 2}}, None, "16x2", None),
    ({"sharding": {"shardsPerPod": 4}}, None, "16x4", None),
    ({"gateway": {"identify": {"reserve": 900}}}, None, "16x2", True),
    ({"gateway": {"identify": {"reserve": 980}}}, None, "16x2", False),
    ({}, {**SHARDS, "target": 4}, None, None),
    ({"sharding": {}}, None, None, None),
]


@pytest.mark.parametrize(("spec", "shards", "wanted", "within"), RESHARDS)
def test_a_layout_is_wanted_when_target_or_shards_in_a_pod_are_others(
    spec: dict[str, Any], shards: dict[str, Any] | None, wanted: str | None, within: bool | None
):
    reshard = plan_of(resource(status=ready_status(shards=shards or SHARDS), **spec)).reshard
    assert (reshard.generation if reshard else None) == wanted
    assert (reshard.within_budget if reshard else None) is within


def test_events_come_in_their_order_and_only_the_last():
    events = [
        {"metadata": {"creationTimestamp": f"2026-11-01T12:{minute:02}:00Z"}, "message": str(minute)}
        for minute in reversed(range(30))
    ]
    events.append({"metadata": {}, "lastTimestamp": "never"})
    shown = detail_of(resource(), events).events
    assert [event.message for event in shown] == [str(minute) for minute in range(10, 30)]


def test_a_rollout_is_told_with_where_it_stops():
    progressing = {"type": "Progressing", "status": "True", "lastTransitionTime": "2026-11-01T11:00:00Z"}
    rollout = {
        "template": "x",
        "phase": "Paused",
        "message": "It stands.",
        "slots": 5,
        "updatedSlots": 2,
        "step": 1,
        "stepStartedAt": "2026-11-01T11:05:00Z",
        "pausedAt": "2026-11-01T11:06:00Z",
    }
    steps = [{"percent": 10}, {"percent": 30, "pauseSeconds": 60}]
    status = ready_status(rollout=rollout, conditions=[progressing])
    seen = detail_of(resource(status=status, rollout={"steps": steps}), []).rollout
    assert seen is not None
    assert [(stop.slots, stop.pause_seconds) for stop in seen.stops] == [(1, None), (2, 60)]
    assert (seen.phase, seen.slots, seen.updated_slots, seen.passed_stops) == ("Paused", 5, 2, 1)
    moments = (seen.since, seen.replaced_at, seen.stopped_at)
    assert [moment and moment.minute for moment in moments] == [0, 5, 6]


@pytest.mark.parametrize("rollout", [None, {}])
def test_without_a_rollout_there_is_none_and_of_an_unknown_one_is_told_what_is_known(rollout: dict[str, Any] | None):
    assert detail_of(resource(status=ready_status(rollout=rollout)), []).rollout is None
    strange = detail_of(resource(status=ready_status(rollout={"phase": "Strange"})), []).rollout
    assert strange is not None
    assert (strange.phase, strange.slots, strange.stops, strange.since) == ("Strange", 0, [], None)

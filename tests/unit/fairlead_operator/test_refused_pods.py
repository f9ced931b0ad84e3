"""Pods that the API server refuses."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fairlead_operator.model.conditions import Reason
from fairlead_operator.refused_pods import lacks_pods, refused_pods_faults

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
QUOTA = 'create Pod demo-4x2-1 in StatefulSet demo-4x2 failed error: pods "demo-4x2-1" is forbidden: exceeded quota'


def at(seconds: float) -> str:
    return (NOW + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def stateful_set(wanted: int, there: int | None, made: float = -60) -> dict[str, Any]:
    return {
        "metadata": {"creationTimestamp": at(made)},
        "spec": {"replicas": wanted},
        "status": {} if there is None else {"replicas": there},
    }


@pytest.mark.parametrize(
    ("one", "lacks"),
    [
        (stateful_set(2, 2), False),
        (stateful_set(2, 3), False),
        (stateful_set(2, 1), True),
        (stateful_set(2, None), True),
        (stateful_set(0, None), False),
        (stateful_set(2, 1, made=-2), False),
    ],
    ids=["all", "more", "too-few", "not-looked-at", "none-wanted", "just-made"],
)
def test_a_stateful_set_lacks_pods(one: dict[str, Any], lacks: bool):
    assert lacks_pods(one, NOW) is lacks


def event(when: float | None, message: str = QUOTA) -> dict[str, Any]:
    return {"lastTimestamp": None if when is None else at(when), "message": message}


def pod(made: float) -> dict[str, Any]:
    return {"metadata": {"creationTimestamp": at(made)}}


@pytest.mark.parametrize(
    ("events", "pods", "told"),
    [
        ([], [], None),
        ([event(-5)], [], QUOTA),
        ([event(-5)], [pod(-60)], QUOTA),
        ([event(-5)], [pod(-60), pod(-3)], None),
        ([event(-5), event(-9, "older")], [pod(-60)], QUOTA),
        ([event(None)], [], None),
    ],
    ids=["nothing-told", "no-pod", "since-the-last-pod", "a-pod-was-made-since", "the-last-counts", "without-a-time"],
)
def test_what_was_told_since_the_last_pod_was_made_is_the_reason(
    events: list[dict[str, Any]], pods: list[dict[str, Any]], told: str | None
):
    faults = refused_pods_faults(events, pods)
    assert [fault.reason for fault in faults] == ([Reason.PODS_REFUSED] if told else [])
    assert all(fault.message.startswith(f"The API server refuses pods: {told}. Make room") for fault in faults)

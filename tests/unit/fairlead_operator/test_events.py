"""The events that tell people what happened."""

from typing import Any

import pytest

from fairlead_operator.events import child_events, condition_event
from fairlead_operator.model.conditions import Condition, ConditionStatus, ConditionType, Reason
from tests.builders.bot_deployment import UID, document
from tests.builders.observed import NOW


def resource() -> dict[str, Any]:
    written = document(namespace="bots")
    written["metadata"]["uid"] = UID
    return written


def condition(kind: ConditionType, status: ConditionStatus, message: str = "It is so.") -> Condition:
    return Condition(
        type=kind,
        status=status,
        observed_generation=1,
        reason=Reason.STARTING,
        message=message,
        last_transition_time="2026-11-01T00:00:00Z",
    )


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [
        (ConditionType.DEGRADED, ConditionStatus.TRUE, "Warning"),
        (ConditionType.DEGRADED, ConditionStatus.FALSE, "Normal"),
        (ConditionType.IDENTIFY_BUDGET_AVAILABLE, ConditionStatus.FALSE, "Warning"),
        (ConditionType.IDENTIFY_BUDGET_AVAILABLE, ConditionStatus.TRUE, "Normal"),
        (ConditionType.READY, ConditionStatus.FALSE, "Normal"),
        (ConditionType.READY, ConditionStatus.TRUE, "Normal"),
    ],
)
def test_only_what_is_bad_is_a_warning(kind: ConditionType, status: ConditionStatus, expected: str):
    assert condition_event(resource(), condition(kind, status), NOW)["type"] == expected


def test_an_event_is_about_the_resource_and_lies_beside_it():
    event = condition_event(resource(), condition(ConditionType.READY, ConditionStatus.TRUE), NOW)
    assert event["metadata"]["namespace"] == "bots"
    assert (event["involvedObject"]["name"], event["involvedObject"]["uid"]) == ("demo", UID)
    assert (event["reason"], event["message"]) == ("Starting", "It is so.")


def test_a_message_longer_than_the_api_server_takes_is_cut():
    event = condition_event(resource(), condition(ConditionType.READY, ConditionStatus.TRUE, "x" * 5000), NOW)
    assert len(event["message"]) == 1024
    assert event["message"].endswith("…")


def test_each_thing_done_to_children_is_one_event():
    done = {"Created": ("Service demo", "ConfigMap demo-4x2"), "Repaired": (), "Removed": ("Service old",)}
    assert [(event["reason"], event["message"]) for event in child_events(resource(), done, NOW)] == [
        ("Created", "Created Service demo, ConfigMap demo-4x2."),
        ("Removed", "Removed Service old."),
    ]

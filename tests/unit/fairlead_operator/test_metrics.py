"""What the metrics say of a resource."""

from typing import Any

from fairlead_operator.metrics import OperatorMetrics
from fairlead_operator.model.status import BotDeploymentStatus

ROLLOUT: dict[str, Any] = {
    "template": "abc",
    "phase": "RollingOut",
    "message": "Pods are replaced.",
    "slots": 8,
    "updatedSlots": 3,
    "step": 1,
}


def condition(kind: str, status: str) -> dict[str, Any]:
    return {
        "type": kind,
        "status": status,
        "observedGeneration": 1,
        "reason": "ReshardWanted",
        "message": "So it is.",
        "lastTransitionTime": "2026-01-01T00:00:00Z",
    }


def shown(*statuses: dict[str, Any]) -> dict[str, float]:
    """The gauges of a resource after it had these statuses, by the end of their names."""
    metrics = OperatorMetrics()
    for status in statuses:
        document = {"observedGeneration": 1, "phase": "Ready", **status}
        metrics.note("bots", "demo", BotDeploymentStatus.model_validate(document, strict=False))
    return {
        sample.name.removeprefix("fairlead_operator_"): sample.value
        for family in metrics.registry.collect()
        for sample in family.samples
        if sample.labels == {"namespace": "bots", "name": "demo"}
    }


def test_what_is_not_known_is_not_shown():
    assert shown({}) == {"resharding": 0.0}


def test_a_rollout_shows_how_far_it_is_until_it_is_over():
    seen = shown({"rollout": ROLLOUT})
    assert {name: value for name, value in seen.items() if name.startswith("rollout")} == {
        "rollout_slots": 8,
        "rollout_updated_slots": 3,
        "rollout_step": 1,
        "rollout_failed": 0,
    }
    assert shown({"rollout": ROLLOUT}, {}) == {"resharding": 0.0}


def test_a_rollout_that_failed_shows_it_until_something_else_is_asked_for():
    for phase in ("Failed", "RollingBack", "RolledBack"):
        assert shown({"rollout": ROLLOUT | {"phase": phase}})["rollout_failed"] == 1.0


def test_a_reshard_shows_that_it_is_wanted_and_that_it_happens():
    assert shown({"conditions": [condition("ReshardPending", "False")]})["reshard_pending"] == 0.0
    wanted = shown({"conditions": [condition("ReshardPending", "True")]})
    assert (wanted["reshard_pending"], wanted["resharding"]) == (1.0, 0.0)
    assert "reshard_pending" not in shown({"conditions": [condition("ReshardPending", "Unknown")]})
    assert shown({"phase": "Resharding"})["resharding"] == 1.0


def test_a_resource_that_is_gone_is_shown_no_longer():
    metrics = OperatorMetrics()
    status = {"observedGeneration": 1, "phase": "Ready", "rollout": ROLLOUT}
    metrics.note("bots", "demo", BotDeploymentStatus.model_validate(status, strict=False))
    metrics.forget("bots", "demo")
    assert b"demo" not in metrics.text()

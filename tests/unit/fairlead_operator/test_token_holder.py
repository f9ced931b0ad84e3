"""Which of several BotDeployments with one token may have it."""

from typing import Any

import pytest

from fairlead_operator.model.conditions import Condition, ConditionStatus, ConditionType, Reason
from fairlead_operator.model.status import BotDeploymentStatus, Phase
from fairlead_operator.token_holder import (
    application_id_of,
    in_use_fault,
    pods_end_fault,
    pods_without_deployment,
    precedence,
    was_refused,
)
from tests.builders.bot_deployment import document

OLD, NEW = "2026-11-01T10:00:00Z", "2026-11-01T11:00:00Z"


def status(generation: str | None, reason: Reason = Reason.NO_FAULT) -> BotDeploymentStatus:
    degraded = Condition(
        type=ConditionType.DEGRADED,
        status=ConditionStatus.TRUE,
        observed_generation=1,
        reason=reason,
        message="It is so.",
        last_transition_time=OLD,
    )
    return BotDeploymentStatus(
        observed_generation=1,
        phase=Phase.PENDING,
        application_id="42",
        generation=generation,
        conditions=(degraded,),
    )


def resource(name: str, created: str, *, namespace: str = "bots", runs: bool | None = None) -> dict[str, Any]:
    """A BotDeployment that was started, was looked at and not started, or has no status yet (None)."""
    written = document(name=name, namespace=namespace)
    written["metadata"]["creationTimestamp"] = created
    if runs is not None:
        written["status"] = status("4x2" if runs else None).as_document()
    return written


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (resource("b", OLD), resource("a", NEW)),
        (resource("a", OLD), resource("b", OLD)),
        (resource("b", OLD, namespace="a"), resource("a", OLD, namespace="b")),
        (resource("b", NEW, runs=True), resource("a", OLD)),
        (resource("b", NEW, runs=True), resource("a", OLD, runs=False)),
        (resource("b", OLD, runs=True), resource("a", NEW, runs=True)),
    ],
    ids=["older", "by name", "by namespace", "started", "started before a refused one", "older of two that run"],
)
def test_one_goes_before_the_other(first: dict[str, Any], second: dict[str, Any]):
    assert sorted([second, first], key=precedence) == [first, second]


def test_the_application_is_in_the_status():
    assert application_id_of(resource("a", OLD, runs=True)) == "42"
    assert application_id_of(resource("a", OLD)) is None


def test_a_fleet_that_runs_goes_first_although_a_newer_operator_wrote_its_status():
    runs = resource("b", NEW, runs=True)
    runs["status"]["phase"] = "PhaseThatIsNotKnownYet"
    assert precedence(runs) < precedence(resource("a", OLD))
    assert application_id_of(runs) == "42"


@pytest.mark.parametrize(("reason", "refused"), [(Reason.TOKEN_IN_USE, True), (Reason.TOKEN_REFUSED, False)])
def test_who_was_refused_is_known_by_the_condition(reason: Reason, refused: bool):
    assert was_refused(status(None, reason)) is refused
    assert not was_refused(None)


def pod(name: str, deployment: str | None, phase: str = "Running") -> dict[str, Any]:
    labels = {"fairlead.dev/deployment": deployment} if deployment else {}
    return {"metadata": {"namespace": "bots", "name": name, "labels": labels}, "status": {"phase": phase}}


@pytest.mark.parametrize(
    ("seen", "left"),
    [
        (pod("here-0", "here"), ()),
        (pod("gone-0", "gone"), ("bots/gone-0",)),
        (pod("gone-0", "gone", "Pending"), ("bots/gone-0",)),
        (pod("gone-0", "gone", "Unknown"), ("bots/gone-0",)),
        (pod("stray-0", None), ("bots/stray-0",)),
        (pod("gone-0", "gone", "Succeeded"), ()),
        (pod("gone-0", "gone", "Failed"), ()),
    ],
)
def test_pods_of_a_deployment_that_is_gone_may_still_run(seen: dict[str, Any], left: tuple[str, ...]):
    assert pods_without_deployment([seen], [resource("here", OLD)]) == left


def test_the_sentences_say_who_has_the_token_and_what_to_do():
    holder = resource("first", OLD)
    assert in_use_fault(holder, runs=False).message == (
        "The BotDeployment bots/first has the token of the same bot. It is not started. Delete one of the two, or give"
        " one the token of another bot; it is looked at again every minute."
    )
    assert "What runs of this one is left alone" in in_use_fault(holder, runs=True).message
    assert in_use_fault(holder, runs=False).keeps_from_starting
    many = pods_end_fault([f"bots/gone-{number}" for number in range(20)])
    assert "bots/gone-7." in many.message
    assert "bots/gone-8" not in many.message

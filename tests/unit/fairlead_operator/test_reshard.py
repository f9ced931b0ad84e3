"""Another layout: what it would take, who says that it may be, and how the bot is restarted into it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fairlead_operator.observed import Observed, PodSeen
from fairlead_operator.plan import Plan, plan
from fairlead_operator.status import status_of
from fairlead_shared.fleet.layout import Generation
from tests.builders.bot_deployment import deployment
from tests.builders.observed import NOW, gateway_bot, observed

RUNNING = Generation(4, 2)
WANTED = Generation(16, 2)
POD = PodSeen("demo-4x2-0", "uid", ready=True, template="any")


def live(age: timedelta) -> dict[str, Any]:
    made = (NOW - age).strftime("%Y-%m-%dT%H:%M:%SZ")
    metadata = {"name": "demo-4x2", "creationTimestamp": made, "generation": 1}
    template: dict[str, Any] = {"metadata": {}}
    return {"kind": "StatefulSet", "metadata": metadata, "spec": {"replicas": 2, "template": template}}


def seen(*, pods: tuple[PodSeen, ...] = (POD,), left: int = 1000, age: timedelta = timedelta(days=1)) -> Observed:
    base = observed(running=RUNNING, ready_slots=(0, 1), gateway=gateway_bot(16), left=left, pods=pods)
    return replace(base, children=(live(age),))


def planned(what: Observed, approved: str | None = "16x2", **spec: Any) -> Plan:
    resource = deployment(**spec)
    annotations = {"fairlead.dev/approved-generation": approved} if approved else {}
    metadata = resource.metadata.model_copy(update={"annotations": annotations})
    return plan(resource.model_copy(update={"metadata": metadata}), what)


def names(result: Plan) -> set[str]:
    return {f"{one['kind']}/{one['metadata']['name']}" for one in result.children}


def test_an_approved_one_ends_the_pods_of_the_running_layout_first():
    result = planned(seen())
    assert result.resharding
    assert (result.generation, result.pods) == (RUNNING, 0)
    assert "StatefulSet/demo-4x2" in names(result)
    assert "StatefulSet/demo-16x2" not in names(result)


def test_when_they_are_gone_the_other_layout_begins_and_the_old_one_is_no_longer_wanted():
    result = planned(seen(pods=()))
    assert (result.generation, result.pods, result.identifies) == (WANTED, 8, 16)
    assert "StatefulSet/demo-16x2" in names(result)
    assert "StatefulSet/demo-4x2" not in names(result)


@pytest.mark.parametrize(
    ("what", "approved", "reason", "told"),
    [
        (seen(), None, "ReshardWanted", "Approve it with the annotation fairlead.dev/approved-generation=16x2."),
        (seen(), "8x2", "ReshardWanted", "Approve it with the annotation fairlead.dev/approved-generation=16x2."),
        (seen(left=115), "16x2", "ReshardApproved", "begins when the day's identifies suffice."),
        (
            seen(age=timedelta(minutes=59)),
            "16x2",
            "ReshardApproved",
            "begins after 2026-11-01T12:01:00Z: the running layout is younger than the cooldown.",
        ),
    ],
)
def test_what_runs_stays_until_all_is_as_it_has_to_be(what: Observed, approved: str | None, reason: str, told: str):
    result = planned(what, approved)
    assert (result.resharding, result.generation) == (False, RUNNING)
    assert "StatefulSet/demo-16x2" not in names(result)
    status = status_of(deployment(), result, what, None)
    pending = next(condition for condition in status.conditions if condition.type == "ReshardPending")
    assert (pending.status, pending.reason) == ("True", reason)
    assert told in pending.message


def test_while_it_happens_the_status_says_so():
    status = status_of(deployment(), planned(seen()), seen(), None)
    assert status.phase == "Resharding"
    reasons = {condition.type.value: condition.reason for condition in status.conditions}
    assert (reasons["Progressing"], reasons["ReshardPending"]) == ("Resharding", "Resharding")


def test_automatic_approval_waits_for_a_person_as_long_as_a_reshard_interrupts_the_bot():
    assert not planned(seen(), None, sharding={"shardsPerPod": 2, "reshard": {"approval": "Auto"}}).resharding


def test_a_paused_resource_does_not_begin_one():
    result = planned(seen(), paused=True)
    assert (result.resharding, result.may_write) == (False, False)

"""The status of a deployment."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fairlead_operator.fault import Fault
from fairlead_operator.model.conditions import ConditionType, Reason
from fairlead_operator.model.status import BotDeploymentStatus
from fairlead_operator.observed import Observed, PodSeen
from fairlead_operator.plan import plan
from fairlead_operator.status import read_status, refused_status, status_of, transitions
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import HoldReason, ShardState
from tests.builders.bot_deployment import deployment
from tests.builders.observed import NOW, gateway_bot, observed

RUNNING = Generation(4, 2)
ALL = (0, 1)
READY = observed(running=RUNNING, ready_slots=ALL)


def fault(reason: Reason) -> tuple[Fault, ...]:
    return (Fault(reason, "Something is wrong."),)


def status(seen: Observed, previous: BotDeploymentStatus | None = None, **spec: Any) -> BotDeploymentStatus:
    wanted = deployment(generation=3, **spec)
    return status_of(wanted, plan(wanted, seen), seen, previous)


@pytest.mark.parametrize(
    ("seen", "spec", "phase"),
    [
        (observed(gateway=None), {}, "Pending"),
        (observed(faults=fault(Reason.TOKEN_SECRET_MISSING)), {}, "Pending"),
        (observed(faults=fault(Reason.TOKEN_REFUSED)), {}, "Failed"),
        (observed(), {}, "Starting"),
        (observed(running=RUNNING, ready_slots=(0,)), {}, "Starting"),
        (READY, {}, "Ready"),
        (observed(running=RUNNING, ready_slots=ALL, faults=fault(Reason.DISCORD_UNREACHABLE)), {}, "Degraded"),
        (observed(running=RUNNING, ready_slots=(0,), age=60), {}, "Degraded"),
        (READY, {"paused": True}, "Paused"),
    ],
)
def test_the_phase_is_derived(seen: Observed, spec: dict[str, Any], phase: str):
    assert status(seen, **spec).phase == phase


def test_the_numbers_of_a_running_fleet():
    wanted = plan(deployment(standby=1), READY).template
    pods = (PodSeen("a", "1", ready=True, template=wanted), PodSeen("b", "2", ready=True, template="older"))
    seen = observed(
        running=RUNNING, ready_slots=(1,), pods=pods, gateway=gateway_bot(16, remaining=7, max_concurrency=2)
    )
    document = status(seen, standby=1).as_document()
    assert document["observedGeneration"] == 3
    assert document["generation"] == "4x2"
    assert document["shards"] == {
        "total": 4,
        "ready": 2,
        "recommended": 16,
        "target": 16,
        "maxConcurrency": 2,
        "waitingForBudget": 0,
        "braked": 0,
    }
    assert document["applicationId"] == "1"
    assert document["sessionStart"] == {"total": 1000, "remaining": 7, "resetAt": "2026-11-01T13:00:00Z"}
    assert document["pods"] == {"desired": 3, "ready": 2, "updated": 1}
    assert document["notReadyShards"] == [0, 1]
    assert document["guilds"] == 4


@pytest.mark.parametrize(
    ("hold", "waiting", "braked"), [(HoldReason.BUDGET, 2, 0), (HoldReason.BRAKE, 0, 2), (None, 0, 0)]
)
def test_shards_that_may_not_identify_are_counted_by_the_reason(hold: HoldReason | None, waiting: int, braked: int):
    seen = observed(running=RUNNING, ready_slots=(1,), state=ShardState.WAITING_FOR_BUDGET, hold=hold)
    shards = status(seen).shards
    assert shards is not None
    assert (shards.waiting_for_budget, shards.braked) == (waiting, braked)


def test_what_the_ledger_has_left_is_what_is_left():
    session_start = status(observed(gateway=gateway_bot(remaining=900), left=40)).session_start
    assert session_start is not None
    assert (session_start.total, session_start.remaining) == (1000, 40)


def test_the_application_stays_known_while_discord_is_away():
    known = status(READY)
    away = replace(READY, gateway=None, gateway_at=None, application_id=None)
    assert status(away, known).application_id == "1"
    assert status(away).application_id is None


def test_shards_that_begin_to_wait_are_told_and_those_that_go_on_too():
    waits = observed(
        running=RUNNING, ready_slots=(1,), state=ShardState.WAITING_FOR_BUDGET, hold=HoldReason.BUDGET, left=100
    )
    before = status(READY)
    waiting = status(waits, before)
    assert Reason.SHARDS_WAIT_FOR_BUDGET in {condition.reason for condition in transitions(before, waiting)}
    assert not transitions(waiting, status(waits, waiting))
    assert Reason.BUDGET_SUFFICES in {condition.reason for condition in transitions(waiting, status(READY, waiting))}


def test_a_limit_that_is_whole_has_no_time_of_its_reset():
    assert status(observed(gateway=gateway_bot(reset_after=0))).as_document()["sessionStart"] == {
        "total": 1000,
        "remaining": 1000,
    }


def test_what_is_not_known_is_left_out():
    document = status(observed(gateway=None)).as_document()
    assert document["shards"] == {}
    assert not {"generation", "sessionStart", "notReadyShards", "guilds"} & set(document)


def test_at_most_thirty_two_shards_that_are_not_ready_are_named():
    assert status(observed(running=Generation(100, 2))).not_ready_shards == tuple(range(32))


@pytest.mark.parametrize("milliseconds", [-900, -1, 1, 900])
def test_the_time_of_the_reset_does_not_waver(milliseconds: int):
    seen = observed(now=NOW + timedelta(seconds=60), gateway=gateway_bot(reset_after=3540 + milliseconds / 1000))
    assert status(seen).session_start == status(observed(gateway=gateway_bot(reset_after=3600))).session_start


def test_a_status_that_nothing_changed_is_the_same_at_another_time():
    first = status(READY)
    later = observed(running=RUNNING, ready_slots=ALL, now=NOW + timedelta(seconds=20))
    assert status(later, first).conditions == first.conditions


def test_a_status_is_read_as_it_was_written():
    written = status(READY)
    assert read_status({"status": written.as_document()}) == written


@pytest.mark.parametrize("found", [None, {}, {"phase": "Unheard"}])
def test_a_status_that_cannot_be_read_counts_as_none(found: dict[str, Any] | None):
    assert read_status({"status": found}) is None


def test_a_first_sight_tells_only_what_is_going_on():
    told = {(condition.type, condition.reason) for condition in transitions(None, status(observed()))}
    assert told == {(ConditionType.PROGRESSING, Reason.STARTING)}


def test_an_exhausted_budget_is_told_at_first_sight():
    told = {condition.reason for condition in transitions(None, status(observed(gateway=gateway_bot(remaining=0))))}
    assert Reason.BUDGET_TOO_SMALL in told


def test_a_change_of_status_or_reason_is_told_and_another_number_is_not():
    before = status(observed(running=RUNNING, ready_slots=()))
    assert not transitions(before, status(observed(running=RUNNING, ready_slots=(0,)), before))
    told = {condition.reason for condition in transitions(before, status(READY, before))}
    assert told == {Reason.ALL_SHARDS_READY, Reason.SETTLED}


def test_a_resource_that_cannot_be_read_keeps_what_was_known():
    known = status(READY)
    refused = refused_status(4, Fault(Reason.SPEC_INVALID, "This operator cannot read it."), NOW, known)
    assert (refused.phase, refused.observed_generation, refused.shards) == ("Failed", 4, known.shards)
    by_type = {condition.type: condition for condition in refused.conditions}
    assert by_type[ConditionType.READY].status == "True"
    assert by_type[ConditionType.DEGRADED].reason == Reason.SPEC_INVALID


def test_a_resource_that_could_never_be_read_says_so():
    refused = refused_status(1, Fault(Reason.SPEC_INVALID, "This operator cannot read it."), NOW, None)
    assert [condition.type for condition in refused.conditions] == [ConditionType.DEGRADED]

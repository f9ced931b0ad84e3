"""What a deployment shall be."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from fairlead_operator.build import BuildContext
from fairlead_operator.fault import Fault
from fairlead_operator.model.conditions import Reason
from fairlead_operator.observed import Observed
from fairlead_operator.plan import Plan, plan
from fairlead_operator.reshard import Reshard
from fairlead_shared.fleet.layout import Generation
from tests.builders.bot_deployment import deployment
from tests.builders.observed import gateway_bot, observed

RUNNING = Generation(4, 2)


def planned(seen: Observed, **spec: Any) -> Plan:
    return plan(deployment(**spec), seen)


def test_nothing_is_planned_until_discord_has_said_how_many_shards_there_shall_be():
    result = planned(observed(gateway=None))
    assert (result.generation, result.target, result.slots, result.pods, result.identifies) == (None, None, 0, 0, 0)
    assert result.children == ()
    assert not result.may_write


def test_a_first_start_says_what_it_takes():
    result = planned(observed(gateway=gateway_bot(5, remaining=990, max_concurrency=2)), standby=1)
    assert (result.generation, result.recommended, result.target) == (Generation(5, 2), 5, 5)
    assert (result.slots, result.pods) == (3, 4)
    assert (result.identifies, result.seconds, result.budget_after) == (5, 15.0, 985)
    assert result.reshard is None
    assert result.may_write


def test_a_fixed_number_needs_no_word_of_discord():
    result = planned(observed(gateway=None), sharding={"mode": "Fixed", "total": 6, "shardsPerPod": 4})
    assert result.generation == Generation(6, 4)
    assert (result.identifies, result.seconds, result.budget_after) == (6, None, None)


@pytest.mark.parametrize(("ready_slots", "identifies"), [((), 4), ((0,), 2), ((0, 1), 0)])
def test_shards_that_are_not_ready_are_still_to_identify(ready_slots: tuple[int, ...], identifies: int):
    result = planned(observed(running=RUNNING, ready_slots=ready_slots))
    assert result.identifies == identifies
    assert result.budget_after == 1000 - identifies


def test_a_running_generation_whose_fleet_is_not_known_is_not_said_to_need_identifies():
    assert planned(observed(running=RUNNING, ready_slots=None)).identifies == 0


def test_a_running_generation_stays_and_the_wanted_one_is_a_reshard():
    result = planned(observed(running=RUNNING, gateway=gateway_bot(16, remaining=100)))
    assert result.generation == RUNNING
    assert result.target == 16
    assert result.reshard == Reshard(
        RUNNING, Generation(16, 2), identifies=16, seconds=80.0, budget_after=84, within_budget=False
    )
    assert {child["metadata"]["name"] for child in result.children} == {"demo", "demo-4x2"}


def test_another_number_of_shards_per_pod_is_a_reshard_too():
    result = planned(observed(running=RUNNING), sharding={"shardsPerPod": 4})
    assert result.generation == RUNNING
    assert result.reshard is not None
    assert result.reshard.wanted == Generation(4, 4)


@pytest.mark.parametrize(("left", "within"), [(116, True), (115, False)])
def test_a_reshard_leaves_the_reserve(left: int, within: bool):
    result = planned(observed(running=RUNNING, gateway=gateway_bot(16), left=left))
    assert result.reshard is not None
    assert (result.reshard.budget_after, result.reshard.within_budget) == (left - 16, within)


def test_without_discord_s_word_it_is_not_known_whether_a_reshard_is_within_the_budget():
    spec: dict[str, Any] = {"sharding": {"mode": "Fixed", "total": 8, "shardsPerPod": 2}}
    result = planned(observed(running=RUNNING, gateway=None), **spec)
    assert result.reshard is not None
    assert result.reshard.within_budget is None


def test_the_reserve_of_the_specification_is_planned_with():
    assert planned(observed()).reserve == 100
    assert planned(observed(), gateway={"identify": {"reserve": 7}}).reserve == 7


@pytest.mark.parametrize(("said", "left", "remaining"), [(900, 300, 300), (200, 300, 200), (200, None, 200)])
def test_the_plan_is_made_with_the_smaller_of_ledger_and_discord_s_word(said: int, left: int | None, remaining: int):
    budget = planned(observed(gateway=gateway_bot(4, remaining=said), left=left)).budget
    assert budget is not None
    assert (budget.total, budget.remaining, budget.of_ledger) == (1000, remaining, left is not None)


def test_a_reshard_that_the_budget_does_not_cover_says_so():
    result = planned(observed(running=RUNNING, gateway=gateway_bot(16, remaining=10)))
    assert result.reshard is not None
    assert result.reshard.budget_after == -6


STARTS_NOTHING = [
    Reason.SPEC_INVALID,
    Reason.TOKEN_SECRET_MISSING,
    Reason.TOKEN_KEY_MISSING,
    Reason.TOKEN_REFUSED,
    Reason.TOKEN_IN_USE,
    Reason.REDIS_SECRET_MISSING,
    Reason.REDIS_KEY_MISSING,
    Reason.REDIS_ADDRESS_INVALID,
    Reason.DATABASE_SECRET_MISSING,
    Reason.DATABASE_KEY_MISSING,
]


@pytest.mark.parametrize("reason", STARTS_NOTHING)
def test_a_fault_that_pods_would_die_of_keeps_them_from_starting(reason: Reason):
    result = planned(observed(faults=(Fault(reason, "x"),)))
    assert result.generation is None
    assert result.target == 4
    assert not result.may_write


@pytest.mark.parametrize("reason", [Reason.DISCORD_UNREACHABLE, Reason.REDIS_UNREACHABLE])
def test_a_server_that_the_operator_cannot_reach_keeps_nothing_from_starting(reason: Reason):
    assert planned(observed(faults=(Fault(reason, "x"),))).generation == RUNNING


@pytest.mark.parametrize("reason", list(Reason))
def test_no_fault_ends_what_runs(reason: Reason):
    seen = observed(running=RUNNING, gateway=None, ready_slots=None, faults=(Fault(reason, "x"),))
    result = planned(seen)
    assert result.generation == RUNNING
    assert result.children == planned(replace(seen, faults=())).children
    assert result.faults == seen.faults


def test_a_paused_resource_is_planned_and_not_written():
    result = planned(observed(), paused=True)
    assert result.paused
    assert not result.may_write
    assert result.identifies == 0
    assert result.children


def test_the_operators_own_settings_reach_the_children():
    seen = Observed(now=datetime(2026, 11, 1, tzinfo=UTC), gateway=gateway_bot(4))
    result = plan(deployment(), seen, BuildContext(discord_api_base_url="http://127.0.0.1:9/api/v10"))
    config = next(child for child in result.children if child["kind"] == "ConfigMap")
    assert config["data"]["DISCORD_API_BASE_URL"] == "http://127.0.0.1:9/api/v10"


def test_another_token_is_a_rollout_and_a_secret_that_cannot_be_read_is_none():
    first = planned(replace(observed(), token="one"))
    running = replace(observed(running=RUNNING, ready_slots=(0, 1)), children=first.children)
    assert planned(replace(running, token="one")).template == first.template
    assert planned(running).template == first.template
    assert planned(replace(running, token="two")).template != first.template


def test_a_monitor_is_planned_where_the_cluster_knows_the_kind():
    def kinds(seen: Observed) -> set[str]:
        return {child["kind"] for child in planned(seen).children}

    assert "PodMonitor" not in kinds(observed())
    assert "PodMonitor" in kinds(replace(observed(), pod_monitors=True))

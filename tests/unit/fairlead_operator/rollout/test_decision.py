"""What a rollout does next, on a fleet on paper."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.strategies import integers, sampled_from

from fairlead_operator.budget import Budget
from fairlead_operator.model.rollout import RolloutOptions, RolloutStrategy
from fairlead_operator.model.status import RolloutPhase
from fairlead_operator.rollout.decision import decide
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import ShardState
from fairlead_shared.fleet.status import PodReport, fleet_status
from tests.builders.fleet import pod_status
from tests.unit.fairlead_operator.rollout.world import BAD, World

THREE = Generation(6, 2)
LONG = 200
"""Moments in which any rollout here is over."""


def options(**fields: Any) -> RolloutOptions:
    return RolloutOptions.model_validate(fields, strict=False)


def world(*, template: str = "new", standby: int = 0, generation: Generation = THREE, **fields: Any) -> World:
    """A fleet whose pods are to have another template from now on."""
    made = World(generation, options(**fields), standby)
    made.template = template
    return made


@settings(max_examples=60, deadline=None)
@given(
    slots=integers(1, 6),
    standby=integers(0, 3),
    strategy=sampled_from([RolloutStrategy.ROLLING, RolloutStrategy.SURGE]),
    unavailable=integers(1, 4),
    surge=integers(1, 4),
)
def test_every_rollout_ends_with_all_pods_new_and_as_many_as_before(
    slots: int, standby: int, strategy: RolloutStrategy, unavailable: int, surge: int
):
    fleet = world(
        generation=Generation(slots * 2, 2),
        standby=standby,
        strategy=strategy,
        maxUnavailable=unavailable,
        maxSurge=surge,
    )
    for _ in range(LONG):
        before = fleet.request()
        decision = fleet.look()
        if decision.delete:
            assert before.missing(before.replicas) is None, "pods are replaced in a fleet that is whole"
            driving = [name for name in decision.delete if name in before.slots]
            assert not driving or len(driving) == len(decision.delete), "standbys and slots are never mixed"
            assert not driving or before.spare, "a slot is moved once a pod without slots has proved the template"
            if strategy is RolloutStrategy.SURGE:
                assert len(driving) <= len(before.spare), "each slot goes to a standby that is ready"
            else:
                assert len(decision.delete) <= unavailable
        fleet.pass_time()
    assert fleet.look().complete
    assert {pod.template for pod in fleet.pods.values()} == {"new"}
    assert len(fleet.pods) == slots + standby
    assert sorted(fleet.drivers) == list(range(slots))
    assert fleet.abandoned == [], "pods that were added leave when those that stay are ready to take their slots"


def test_standbys_are_replaced_first_then_slot_after_slot():
    fleet = world(standby=1)
    fleet.run(LONG)
    assert fleet.history == [("demo-3",), ("demo-0",), ("demo-1",), ("demo-2",)]


def test_without_a_standby_one_more_pod_proves_the_template_and_is_gone_afterwards():
    fleet = world()
    first = fleet.look()
    assert (first.replicas, first.delete) == (4, ())
    assert first.status is not None
    assert first.status.phase is RolloutPhase.PROVING
    assert fleet.run(LONG).replicas == 3
    assert fleet.history == [("demo-0",), ("demo-1",), ("demo-2",)]
    assert sorted(fleet.drivers) == [0, 1, 2]


def test_a_surge_moves_as_many_slots_at_once_as_there_are_standbys():
    fleet = world(generation=Generation(8, 2), strategy="Surge", maxSurge=2)
    fleet.run(LONG)
    assert fleet.history == [("demo-0", "demo-1"), ("demo-2", "demo-3")]
    assert len(fleet.pods) == 4


def test_on_delete_a_person_replaces_pods():
    fleet = world(strategy="OnDelete")
    decision = fleet.run(20)
    assert decision.status is not None
    assert (decision.status.phase, decision.replicas, fleet.history) == (RolloutPhase.BY_HAND, 3, [])
    assert decision.status.message == "3 of 3 pods have an older template; delete them one by one."
    for pod in list(fleet.pods.values()):
        fleet.delete(pod)
        fleet.run(10)
    assert fleet.look().complete


def test_while_redis_is_away_nothing_is_deleted_and_the_rollout_goes_on_afterwards():
    fleet = world(standby=1)
    while not fleet.history:
        fleet.look()
        fleet.pass_time()
    fleet.redis = False
    decision = fleet.run(20)
    assert len(fleet.history) == 1
    assert decision.status is not None
    assert "Redis does not say how the shards are" in decision.status.message
    fleet.redis = True
    assert fleet.run(LONG).complete


def test_nothing_is_deleted_before_the_controller_makes_pods_of_the_template():
    request = replace(world(standby=1).request(), template_is_known=False)
    decision = decide(request)
    assert decision.delete == ()
    assert decision.status is not None
    assert decision.status.phase is RolloutPhase.WAITING


def test_a_fleet_that_is_not_whole_is_waited_for_without_an_end():
    fleet = world(standby=1)
    fleet.pods[1].age = -LONG
    decision = fleet.run(LONG - 10)
    assert fleet.history == []
    assert decision.status is not None
    assert decision.status.phase is RolloutPhase.WAITING
    assert "shards 2, 3 not ready" in decision.status.message
    assert fleet.run(LONG).complete


def test_a_standby_that_never_becomes_ready_keeps_no_rollout_waiting():
    fleet = world(standby=1)
    fleet.pods[3].age = -LONG
    assert fleet.run(LONG - 10).complete
    assert fleet.history[0] == ("demo-3",)


def test_a_pod_that_does_not_run_is_replaced_at_once():
    fleet = world(standby=1)
    fleet.pods[1].template, fleet.pods[1].slot = BAD, None
    assert fleet.look().delete == ("demo-1",)


def test_a_pod_whose_shards_discord_refuses_is_replaced_at_once():
    fleet = world(standby=1)
    request = fleet.request()
    said = [pod_status(f"demo-{slot}", slot, generation=THREE, state=ShardState.FATAL) for slot in (0, 1, 2)]
    refused = fleet_status(THREE, [PodReport(0.0, each) for each in said])
    assert decide(replace(request, fleet=refused)).delete == ("demo-0", "demo-1", "demo-2")


@pytest.mark.parametrize(("remaining", "goes_on"), [(101, False), (102, True)])
def test_a_step_needs_the_identifies_of_its_shards_beyond_the_reserve(remaining: int, goes_on: bool):
    fleet = world(standby=1)
    fleet.budget = Budget(1000, remaining, of_ledger=True)
    decision = fleet.run(20)
    assert (("demo-0",) in fleet.history) is goes_on
    if not goes_on:
        assert decision.status is not None
        assert decision.status.phase is RolloutPhase.WAITING_FOR_BUDGET
        assert "101 identifies are left today, 100 of them as the reserve: too few for 2 shards" in (
            decision.status.message
        )


def test_without_a_word_on_the_budget_no_slot_is_moved():
    fleet = world(standby=1)
    fleet.budget = None
    fleet.run(20)
    assert fleet.history == [("demo-3",)]


def test_a_template_that_changes_midway_is_the_one_that_all_pods_get():
    fleet = world(standby=1)
    while len(fleet.history) < 3:
        fleet.look()
        fleet.pass_time()
    fleet.template = "newest"
    assert fleet.run(LONG).complete
    assert {pod.template for pod in fleet.pods.values()} == {"newest"}


class TestSteps:
    """Where a rollout stops on its way."""

    def test_it_stops_after_the_share_of_slots_and_goes_on_when_the_time_is_over(self):
        fleet = world(generation=Generation(8, 2), standby=1, steps=[{"percent": 25, "pauseSeconds": 60}])
        while not (fleet.memory and fleet.memory.phase is RolloutPhase.PAUSED):
            fleet.look()
            fleet.pass_time()
        assert fleet.history == [("demo-4",), ("demo-0",)]
        assert fleet.memory.paused_at is not None
        assert "1 of 4 slots run on the new template; it goes on at " in fleet.memory.message
        paused = fleet.now
        while len(fleet.history) < 3:
            fleet.look()
            fleet.pass_time()
        assert timedelta(seconds=50) <= fleet.now - paused <= timedelta(seconds=70)
        assert fleet.run(LONG).complete

    def test_without_a_time_it_waits_for_a_person(self):
        fleet = world(standby=1, steps=[{"percent": 50}])
        decision = fleet.run(LONG)
        assert fleet.history == [("demo-3",), ("demo-0",), ("demo-1",)], "half of three slots, rounded up"
        assert decision.status is not None
        assert decision.status.phase is RolloutPhase.PAUSED
        assert "it waits for the annotation fairlead.dev/promoted=new on the BotDeployment" in decision.status.message
        fleet.promoted = "another"
        fleet.run(10)
        assert len(fleet.history) == 3
        fleet.promoted = "new"
        assert fleet.run(LONG).complete

    def test_a_batch_does_not_pass_a_step(self):
        fleet = world(generation=Generation(8, 2), standby=1, maxUnavailable=4, steps=[{"percent": 50}])
        fleet.run(LONG)
        assert fleet.history == [("demo-4",), ("demo-0", "demo-1")]

    def test_each_step_pauses_once(self):
        steps = [{"percent": 25, "pauseSeconds": 10}, {"percent": 50, "pauseSeconds": 10}, {"percent": 60}]
        fleet = world(generation=Generation(8, 2), standby=1, steps=steps)
        decision = fleet.run(LONG)
        assert decision.status is not None
        assert (decision.status.step, decision.status.phase) == (2, RolloutPhase.PAUSED)
        assert decision.status.updated_slots == 3


class TestFailure:
    """A step whose shards do not come back."""

    def test_a_template_that_does_not_run_fails_before_any_slot_was_touched(self):
        fleet = world(template=BAD, shardReadyTimeout=60)
        decision = fleet.run(60)
        assert decision.failed
        assert decision.status is not None
        assert decision.status.failed_template == BAD
        assert decision.status.message == "60 s after pods were replaced, demo-3 is not ready: CrashLoopBackOff."
        assert fleet.history == []
        assert sorted(fleet.drivers) == [0, 1, 2]

    def test_it_stays_failed_until_the_template_changes(self):
        fleet = world(template=BAD, shardReadyTimeout=60)
        fleet.run(100)
        assert fleet.look().failed
        fleet.template = "better"
        assert fleet.run(LONG).complete
        assert {pod.template for pod in fleet.pods.values()} == {"better"}

    def test_a_step_that_is_well_in_time_does_not_fail(self):
        fleet = world(standby=1, shardReadyTimeout=60)
        assert fleet.run(LONG).complete

    def test_a_rollback_is_a_rollout_and_says_why(self):
        fleet = world(template=BAD, shardReadyTimeout=60, onFailure="Rollback")
        while not (fleet.memory and fleet.memory.phase is RolloutPhase.FAILED):
            fleet.look()
            fleet.pass_time()
        fleet.template, fleet.rolling_back = "old", True
        decision = fleet.look()
        assert decision.status is not None
        assert decision.status.phase is RolloutPhase.ROLLING_BACK
        assert decision.status.failed_template == BAD
        decision = fleet.run(LONG)
        assert decision.status is not None
        assert decision.status.phase is RolloutPhase.ROLLED_BACK
        assert decision.status.message == (
            "All pods are back on the template before."
            " 60 s after pods were replaced, demo-3 is not ready: CrashLoopBackOff."
        )
        assert {pod.template for pod in fleet.pods.values()} == {"old"}
        assert len(fleet.pods) == 3

    def test_a_rollback_that_is_over_stays_so_while_the_added_pod_leaves_or_another_recovers(self):
        fleet = world(template=BAD, shardReadyTimeout=60, onFailure="Rollback")
        fleet.run(30)
        fleet.template, fleet.rolling_back = "old", True
        while fleet.look().replicas > 3:
            fleet.pass_time()
        for fault in (fleet.pass_time, lambda: fleet.delete(fleet.pods[0])):
            fault()
            for _ in range(LONG):
                decision = fleet.look()
                assert decision.status is not None
                assert decision.status.phase is RolloutPhase.ROLLED_BACK
                fleet.pass_time()

    def test_a_rollback_that_fails_too_stays_as_it_is(self):
        fleet = world(template=BAD, shardReadyTimeout=60, onFailure="Rollback")
        fleet.run(30)
        fleet.template, fleet.rolling_back = "old", True
        fleet.look()
        fleet.pods[0].age = -LONG
        decision = fleet.run(60)
        assert decision.failed
        assert decision.status is not None
        assert decision.status.failed_template == BAD

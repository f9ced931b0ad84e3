"""A rolling restart of a local fleet, told as a rollout."""

from datetime import UTC, datetime

import pytest

from fairlead_cli.local.restart import Outcome, PodStep, RestartProgress, StepPhase
from fairlead_cli.local.rollout import rollout_of
from fairlead_operator.model.status import RolloutPhase

NOW = datetime(2026, 11, 1, 12, 0, 30, tzinfo=UTC)
STANDBY = PodStep(pod="demo-2", phase=StepPhase.READY)
FIRST = PodStep(pod="demo-0", phase=StepPhase.READY, slot=0, shards=2)
SECOND = PodStep(pod="demo-1")


def restart(*steps: PodStep, outcome: Outcome = Outcome.RUNNING, problem: str | None = None) -> RestartProgress:
    return RestartProgress(deployment="demo", outcome=outcome, steps=steps, problem=problem)


def test_a_fleet_that_was_never_restarted_or_wholly_has_no_rollout():
    assert rollout_of(None, 2, NOW) is None
    assert rollout_of(restart(STANDBY, FIRST, outcome=Outcome.DONE), 2, NOW) is None


@pytest.mark.parametrize(
    ("steps", "phase", "updated", "said"),
    [
        ([PodStep(pod="demo-2"), SECOND], RolloutPhase.WAITING, 0, "it begins."),
        ([PodStep(pod="demo-2", phase=StepPhase.STOPPING), SECOND], RolloutPhase.PROVING, 0, "has no shards."),
        ([STANDBY, SECOND], RolloutPhase.ROLLING_OUT, 0, "the next one follows."),
        (
            [STANDBY, FIRST, PodStep(pod="demo-1", phase=StepPhase.STARTING, slot=1, shards=2, ready=1)],
            RolloutPhase.ROLLING_OUT,
            1,
            "replacing demo-1, which had slot 1; 1 of its 2 shards are ready again.",
        ),
    ],
)
def test_it_says_which_pod_is_replaced_and_how_many_slots_are_done(
    steps: list[PodStep], phase: RolloutPhase, updated: int, said: str
):
    rollout = rollout_of(restart(*steps), 2, NOW)
    assert rollout is not None
    assert (rollout.phase, rollout.updated_slots, rollout.slots) == (phase, updated, 2)
    assert (
        rollout.message == f"{updated} of 2 slots run in pods that were replaced: {rollout.message.split(': ', 1)[1]}"
    )
    assert rollout.message.endswith(said)


def test_when_the_present_pod_was_taken_is_told():
    present = PodStep(pod="demo-1", phase=StepPhase.STARTING, slot=1, seconds=20)
    rollout = rollout_of(restart(FIRST, present), 2, NOW)
    assert rollout is not None
    assert rollout.step_started_at == "2026-11-01T12:00:10Z"


def test_a_restart_that_failed_or_was_stopped_says_what_was_left_alone():
    failed = rollout_of(restart(FIRST, SECOND, outcome=Outcome.FAILED, problem="demo-0 was not ready."), 2, NOW)
    assert failed is not None
    assert (failed.phase, failed.failure) == (RolloutPhase.FAILED, "demo-0 was not ready.")
    assert failed.message.endswith("left alone: demo-1.")
    stopped = rollout_of(restart(FIRST, SECOND, outcome=Outcome.STOPPED), 2, NOW)
    assert stopped is not None
    assert (stopped.phase, stopped.failure) == (RolloutPhase.BY_HAND, None)
    assert "left alone: demo-1. Restart again" in stopped.message

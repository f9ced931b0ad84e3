"""What a rolling restart counts, and how it is told."""

import pytest

from fairlead_cli.local.restart import Outcome, PodStep, RestartProgress, StepPhase, shards_in_the_way
from fairlead_cli.local.rolling import slots_of
from fairlead_cli.render.look import Look
from fairlead_cli.render.restart import restart_end, restart_lines, restart_record, step_record
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import ShardState, ShardStatus
from fairlead_shared.fleet.status import PodReport, ShardView, fleet_status
from tests.builders.fleet import pod_status

GENERATION = Generation(4, 2)


def view(
    shard_id: int, state: ShardState = ShardState.READY, *, identifies: int = 0, resumes: int = 0, stale: bool = False
) -> ShardView[ShardStatus]:
    status = ShardStatus(shard_id=shard_id, state=state, identifies=identifies, resumes=resumes)
    return ShardView(shard_id, "demo-0", status, stale)


def step(pod: str, phase: StepPhase, *, seconds: float = 2.0, resumed: int = 0, identified: int = 0) -> PodStep:
    ready = resumed + identified
    return PodStep(
        pod=pod,
        phase=phase,
        slot=0,
        shards=2,
        ready=ready,
        resumed=resumed,
        identified=identified,
        seconds=seconds,
    )


def progress(outcome: Outcome, *steps: PodStep, problem: str | None = None) -> RestartProgress:
    return RestartProgress(deployment="demo", outcome=outcome, steps=steps, seconds=4.25, problem=problem)


COUNTS = [
    ([], (0, 0, 0)),
    ([ShardView(0), ShardView(1)], (0, 0, 0)),
    ([view(0, resumes=1), view(1, ShardState.REPLAYING)], (1, 1, 0)),
    ([view(0, resumes=1), view(1, identifies=1)], (2, 1, 1)),
    ([view(0, identifies=1, resumes=1), view(1, resumes=1, stale=True)], (1, 0, 1)),
]


@pytest.mark.parametrize(("views", "expected"), COUNTS)
def test_a_shard_that_is_ready_has_resumed_unless_it_identified(
    views: list[ShardView[ShardStatus]], expected: tuple[int, int, int]
):
    counted = PodStep(pod="demo-0", slot=0, shards=2).counting(views)
    assert (counted.ready, counted.resumed, counted.identified) == expected


def test_what_is_in_the_way_is_said_of_each_shard_that_is_not_ready():
    views = [view(0), view(1, ShardState.QUEUED), view(2, stale=True), ShardView(3)]
    assert shards_in_the_way(views) == "shard 1 is queued, shard 2 is not reported, shard 3 is not reported"
    assert shards_in_the_way([view(0)]) == ""


def test_only_pods_that_live_have_slots():
    reports = [
        PodReport(0, pod_status("demo-0", 1)),
        PodReport(60, pod_status("demo-1", 0)),
        PodReport(0, pod_status("demo-2", None)),
    ]
    assert slots_of(Look(fleet_status(GENERATION, reports), ())) == {"demo-0": 1}


def test_the_present_pod_and_those_whose_turn_has_not_come_are_known():
    running = progress(
        Outcome.RUNNING, step("a", StepPhase.READY), step("b", StepPhase.STARTING), PodStep(pod="c"), PodStep(pod="d")
    )
    assert running.present
    assert running.present.pod == "b"
    assert running.left_alone == ["c", "d"]
    assert progress(Outcome.DONE, step("a", StepPhase.READY)).present is None


def test_each_pod_is_a_line_that_fits_a_terminal():
    shown = progress(
        Outcome.RUNNING,
        step("demo-64x8-0", StepPhase.READY, resumed=2),
        step("demo-64x8-1", StepPhase.STOPPING),
        PodStep(pod="demo-64x8-10"),
    )
    lines = [line.plain for line in restart_lines(shown)]
    assert lines == [
        "  demo-64x8-0   slot 0   ready       2.0 s  2 shards: 2 resumed, 0 identified",
        "  demo-64x8-1   slot 0   stopping    2.0 s  2 shards: 0 resumed, 0 identified",
        "  demo-64x8-10  waiting",
    ]
    assert max(map(len, lines)) <= 80


def test_a_standby_has_no_shards_to_tell_of():
    standby = progress(Outcome.DONE, PodStep(pod="demo-2", phase=StepPhase.READY, seconds=1))
    assert next(restart_lines(standby)).plain.rstrip() == "  demo-2  standby  ready       1.0 s"


ENDS = [
    (
        progress(Outcome.DONE, step("a", StepPhase.READY, resumed=2), step("b", StepPhase.READY, identified=2)),
        "2 pods replaced in 4.2 s: of 4 shards 2 resumed, 2 identified.",
    ),
    (
        progress(Outcome.STOPPED, step("a", StepPhase.READY, resumed=2), PodStep(pod="b"), PodStep(pod="c")),
        "Left alone: b, c. 1 pod replaced in 4.2 s: of 2 shards 2 resumed, 0 identified.",
    ),
    (
        progress(Outcome.FAILED, step("a", StepPhase.FAILED), PodStep(pod="b"), problem="a was not ready within 3 s."),
        "The restart of demo stopped. a was not ready within 3 s. Left alone: b.",
    ),
]


@pytest.mark.parametrize(("ended", "sentence"), ENDS)
def test_a_restart_ends_with_a_sentence(ended: RestartProgress, sentence: str):
    assert restart_end(ended) == sentence


def test_programs_get_a_record_a_pod_and_one_of_the_whole():
    failed = progress(
        Outcome.FAILED, step("a", StepPhase.READY, resumed=1, identified=1), PodStep(pod="b"), problem="Why."
    )
    assert step_record(failed.steps[0]) == {
        "kind": "pod",
        "pod": "a",
        "phase": "ready",
        "slot": 0,
        "shards": 2,
        "ready": 2,
        "resumed": 1,
        "identified": 1,
        "seconds": 2.0,
    }
    assert restart_record(failed) == {
        "kind": "restart",
        "deployment": "demo",
        "outcome": "failed",
        "pods": 1,
        "left_alone": ["b"],
        "resumed": 1,
        "identified": 1,
        "seconds": 4.25,
        "problem": "Why.",
    }

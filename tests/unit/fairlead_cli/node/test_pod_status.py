"""A pod's status, as a kubelet writes it."""

from datetime import timedelta
from typing import Any

import pytest

from fairlead_cli.node.container_state import Running, Waiting
from fairlead_cli.node.pod_status import Phase, PodReport, pod_status, says
from tests.unit.fairlead_cli.node.reports import BEGAN, COMPLETED, FAILED, NOW, container, pod

RUNS = container(Running(BEGAN), started=True, ready=True)
STARTS = container(Running(BEGAN))
PULLS = container(Waiting("ImagePullBackOff"))
CRASHES = container(Waiting("CrashLoopBackOff"), last=FAILED)


def conditions(status: dict[str, Any]) -> dict[str, str]:
    return {condition["type"]: condition["status"] for condition in status["conditions"]}


def stored(status: dict[str, Any]) -> dict[str, Any]:
    """What the API server makes of a status: no directives, nothing that is null, and what others have written."""
    plain = {key: value for key, value in status.items() if key not in {"podIPs", "hostIPs", "conditions"}}
    kept = [{key: value for key, value in each.items() if value is not None} for each in status["conditions"]]
    scheduled = {"type": "PodScheduled", "status": "True"}
    lists = {"podIPs": [{"ip": "127.220.0.2"}], "hostIPs": [{"ip": "127.220.0.1"}]}
    return plain | lists | {"conditions": [scheduled, *kept], "qosClass": "BestEffort"}


@pytest.mark.parametrize(
    ("report", "phase"),
    [
        (pod(PULLS), Phase.PENDING),
        (pod(RUNS, PULLS), Phase.PENDING),
        (pod(STARTS), Phase.RUNNING),
        (pod(RUNS), Phase.RUNNING),
        (pod(CRASHES), Phase.RUNNING),
        (pod(container(FAILED)), Phase.RUNNING),
        (pod(container(FAILED), restarts_always=False), Phase.FAILED),
        (pod(container(COMPLETED), restarts_always=False), Phase.SUCCEEDED),
        (pod(container(COMPLETED), container(FAILED), restarts_always=False), Phase.FAILED),
        (pod(container(COMPLETED), RUNS, restarts_always=False), Phase.RUNNING),
        (pod(container(COMPLETED), is_ending=True), Phase.SUCCEEDED),
        (pod(RUNS, is_ending=True), Phase.RUNNING),
    ],
)
def test_the_phase_follows_the_containers(report: PodReport, phase: Phase):
    assert report.phase is phase
    assert pod_status(report, {}, NOW)["phase"] == phase.value


@pytest.mark.parametrize(
    ("report", "ready"),
    [
        (pod(RUNS), "True"),
        (pod(STARTS), "False"),
        (pod(RUNS, STARTS), "False"),
        (pod(CRASHES), "False"),
        (pod(container(FAILED, ready=True)), "False"),
        (pod(RUNS, is_ending=True), "False"),
    ],
)
def test_a_pod_is_ready_when_all_containers_are_and_it_was_not_asked_to_end(report: PodReport, ready: str):
    told = conditions(pod_status(report, {}, NOW))
    assert told == {"Initialized": "True", "ContainersReady": ready, "Ready": ready}


def test_a_pod_that_is_not_ready_says_which_containers_are_not():
    (_, _, ready) = pod_status(pod(RUNS, container(Running(BEGAN), name="proxy")), {}, NOW)["conditions"]
    assert ready["reason"] == "ContainersNotReady"
    assert ready["message"] == "containers with unready status: [proxy]"


def test_a_pod_that_ends_has_no_ready_containers():
    (told,) = pod_status(pod(RUNS, is_ending=True), {}, NOW)["containerStatuses"]
    assert (told["ready"], told["started"]) == (False, True)


def test_addresses_and_the_moment_of_the_start_are_told():
    told = pod_status(pod(RUNS), {}, NOW)
    assert (told["podIP"], told["hostIP"]) == ("127.220.0.2", "127.220.0.1")
    assert told["podIPs"] == [{"$patch": "replace"}, {"ip": "127.220.0.2"}]
    assert told["startTime"] == "2026-11-27T20:00:00Z"


def test_a_pod_that_was_started_before_keeps_the_moment_of_its_start():
    assert pod_status(pod(RUNS), {"startTime": "2026-11-01T00:00:00Z"}, NOW)["startTime"] == "2026-11-01T00:00:00Z"


def test_a_condition_has_the_moment_when_it_last_changed():
    first = stored(pod_status(pod(STARTS), {}, BEGAN))
    second = pod_status(pod(RUNS), first, NOW)
    moments = {condition["type"]: condition["lastTransitionTime"] for condition in second["conditions"]}
    began, now = "2026-11-27T20:00:00Z", "2026-11-27T20:10:00Z"
    assert moments == {"Initialized": began, "ContainersReady": now, "Ready": now}


@pytest.mark.parametrize(
    "report", [pod(PULLS), pod(STARTS), pod(RUNS), pod(CRASHES), pod(RUNS, is_ending=True), pod(container(FAILED))]
)
def test_what_is_stored_already_is_not_written_again(report: PodReport):
    seen = stored(pod_status(report, {}, BEGAN))
    assert says(seen, pod_status(report, seen, NOW + timedelta(hours=1)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (pod(PULLS), pod(STARTS)),
        (pod(STARTS), pod(RUNS)),
        (pod(RUNS), pod(RUNS, is_ending=True)),
        (pod(RUNS), pod(CRASHES)),
        (pod(CRASHES), pod(container(Running(BEGAN), started=True, ready=True, last=FAILED, restarts=1))),
        (pod(RUNS), pod(RUNS, RUNS)),
    ],
)
def test_whatever_changes_is_written(before: PodReport, after: PodReport):
    seen = stored(pod_status(before, {}, BEGAN))
    assert not says(seen, pod_status(after, seen, NOW))


def test_a_condition_that_somebody_else_has_changed_is_written_again():
    seen = stored(pod_status(pod(RUNS), {}, BEGAN))
    marked = [each | ({"status": "False"} if each["type"] == "Ready" else {}) for each in seen["conditions"]]
    assert not says(seen | {"conditions": marked}, pod_status(pod(RUNS), seen, NOW))


def test_nothing_is_said_by_an_empty_status():
    assert not says({}, pod_status(pod(PULLS), {}, NOW))

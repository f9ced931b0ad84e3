"""What the API is told of a container."""

from typing import Any

import pytest

from fairlead_cli.node.container_state import Running, State, Terminated, Waiting, container_status, ended
from tests.unit.fairlead_cli.node.reports import BEGAN, ENDED, FAILED, NOW, container


@pytest.mark.parametrize(
    ("returned", "exit_code", "reason"), [(0, 0, "Completed"), (3, 3, "Error"), (-9, 137, "Error"), (-15, 143, "Error")]
)
def test_a_signal_is_told_as_a_container_runtime_tells_it(returned: int, exit_code: int, reason: str):
    end = ended(returned, BEGAN, ENDED, "process://one")
    assert (end.exit_code, end.reason) == (exit_code, reason)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (Waiting("ContainerCreating"), {"waiting": {"reason": "ContainerCreating"}}),
        (
            Waiting("ImagePullBackOff", "it is not there"),
            {"waiting": {"reason": "ImagePullBackOff", "message": "it is not there"}},
        ),
        (Running(BEGAN), {"running": {"startedAt": "2026-11-27T20:00:00Z"}}),
        (
            FAILED,
            {
                "terminated": {
                    "exitCode": 3,
                    "reason": "Error",
                    "startedAt": "2026-11-27T20:00:00Z",
                    "finishedAt": "2026-11-27T20:05:00Z",
                    "containerID": "process://one",
                }
            },
        ),
        (
            Terminated(128, "StartError", None, NOW, message="no such program"),
            {
                "terminated": {
                    "exitCode": 128,
                    "reason": "StartError",
                    "finishedAt": "2026-11-27T20:10:00Z",
                    "message": "no such program",
                }
            },
        ),
    ],
)
def test_a_state_is_told_with_what_is_known_of_it(state: State, told: dict[str, Any]):
    assert container_status(container(state))["state"] == told


def test_a_container_that_runs_again_tells_how_it_ended_before():
    told = container_status(container(Running(NOW), last=FAILED, restarts=2, started=True, ready=True))
    assert (told["restartCount"], told["started"], told["ready"]) == (2, True, True)
    assert told["lastState"]["terminated"]["exitCode"] == 3
    assert told["containerID"] == "process://two"
    assert told["imageID"].startswith("bot:1@sha256:")


def test_a_container_that_never_ran_has_no_image_and_no_past():
    told = container_status(container(Waiting("ImagePullBackOff"), container_id=""))
    assert (told["image"], told["imageID"], told["containerID"], told["lastState"]) == ("bot:1", "", "", {})

"""What pods say."""

from dataclasses import replace
from typing import Any

import pytest

from fairlead_operator.model.conditions import Reason
from fairlead_operator.observed import PodSeen
from fairlead_operator.pods import image_faults, pod_seen


def pod(
    name: str = "demo-4x2-0",
    *,
    ready: str | None = None,
    waiting: dict[str, str] | None = None,
    **metadata: Any,
) -> dict[str, Any]:
    return {
        "metadata": {"name": name, "uid": f"uid of {name}", **metadata},
        "spec": {"nodeName": "node-1"},
        "status": {
            "conditions": [{"type": "Ready", "status": ready}] if ready else [],
            "containerStatuses": [{"image": "bot:1", "state": {"waiting": waiting}}] if waiting else [],
        },
    }


SEEN = PodSeen("demo-4x2-0", "uid of demo-4x2-0", ready=False, template=None, node="node-1")


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (pod(), SEEN),
        (pod(ready="True"), replace(SEEN, ready=True)),
        (pod(ready="False"), SEEN),
        (pod(annotations={"fairlead.dev/template": "t1"}), replace(SEEN, template="t1")),
        (pod(deletionTimestamp="2026-11-01T00:00:00Z"), replace(SEEN, terminating=True)),
        (pod(waiting={"reason": "ContainerCreating"}), SEEN),
        (pod(waiting={"reason": "CrashLoopBackOff"}), replace(SEEN, trouble="CrashLoopBackOff")),
        (
            pod(waiting={"reason": "CreateContainerConfigError", "message": 'secret "x" not found'}),
            replace(SEEN, trouble='CreateContainerConfigError: secret "x" not found'),
        ),
        ({"metadata": {"name": "x", "uid": "u"}}, PodSeen("x", "u", ready=False, template=None)),
    ],
)
def test_what_a_plan_needs_to_know_of_a_pod(one: dict[str, Any], expected: PodSeen):
    assert pod_seen(one) == expected


@pytest.mark.parametrize("reason", ["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"])
def test_an_image_that_several_pods_cannot_pull_is_one_fault(reason: str):
    faults = image_faults([pod("a", waiting={"reason": reason}), pod("b", waiting={"reason": reason})])
    assert [(fault.reason, fault.message) for fault in faults] == [
        (
            Reason.IMAGE_CANNOT_BE_PULLED,
            f"The image bot:1 cannot be pulled: {reason}. Check spec.image and spec.imagePullSecrets.",
        )
    ]


@pytest.mark.parametrize("waiting", [None, {"reason": "ContainerCreating"}, {"reason": "CrashLoopBackOff"}])
def test_other_reasons_to_wait_are_no_fault_of_the_image(waiting: dict[str, str] | None):
    assert image_faults([pod(waiting=waiting)]) == ()

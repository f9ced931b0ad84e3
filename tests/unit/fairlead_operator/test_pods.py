"""What pods say."""

from typing import Any

import pytest

from fairlead_operator.model.conditions import Reason
from fairlead_operator.observed import PodSeen
from fairlead_operator.pods import image_faults, pod_seen


def pod(
    name: str = "demo-4x2-0", *, ready: str | None = None, revision: str = "r1", waiting: dict[str, str] | None = None
) -> dict[str, Any]:
    return {
        "metadata": {"name": name, "labels": {"controller-revision-hash": revision}},
        "status": {
            "conditions": [{"type": "Ready", "status": ready}] if ready else [],
            "containerStatuses": [{"image": "bot:1", "state": {"waiting": waiting}}] if waiting else [],
        },
    }


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (pod(), PodSeen("demo-4x2-0", ready=False, updated=True)),
        (pod(ready="True"), PodSeen("demo-4x2-0", ready=True, updated=True)),
        (pod(ready="False"), PodSeen("demo-4x2-0", ready=False, updated=True)),
        (pod(revision="r0"), PodSeen("demo-4x2-0", ready=False, updated=False)),
        ({"metadata": {"name": "x"}}, PodSeen("x", ready=False, updated=False)),
    ],
)
def test_a_pod_is_ready_and_updated_or_not(one: dict[str, Any], expected: PodSeen):
    assert pod_seen(one, "r1") == expected


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

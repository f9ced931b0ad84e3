"""What a deployment's pods say, read from their objects. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final

from fairlead_operator.fault import Fault
from fairlead_operator.model import KubernetesObject
from fairlead_operator.model.conditions import Reason
from fairlead_operator.observed import PodSeen

_PULL_FAILURES: Final = frozenset({"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"})
_REVISION: Final = "controller-revision-hash"


def pod_seen(pod: KubernetesObject, update_revision: str | None) -> PodSeen:
    """Return what a plan needs to know of a pod, given the newest revision of its StatefulSet."""
    metadata = pod["metadata"]
    conditions = pod.get("status", {}).get("conditions", ())
    return PodSeen(
        name=metadata["name"],
        ready=any(condition["type"] == "Ready" and condition["status"] == "True" for condition in conditions),
        updated=metadata.get("labels", {}).get(_REVISION) == update_revision,
    )


def image_faults(pods: Sequence[KubernetesObject]) -> tuple[Fault, ...]:
    """Return one fault for each image that a node cannot pull."""
    failures = {image: why for pod in pods for image, why in _failures(pod)}
    return tuple(
        Fault(
            Reason.IMAGE_CANNOT_BE_PULLED,
            f"The image {image} cannot be pulled: {why}. Check spec.image and spec.imagePullSecrets.",
        )
        for image, why in sorted(failures.items())
    )


def _failures(pod: KubernetesObject) -> Iterator[tuple[str, str]]:
    for status in pod.get("status", {}).get("containerStatuses", ()):
        waiting = status.get("state", {}).get("waiting", {})
        if waiting.get("reason") in _PULL_FAILURES:
            yield status["image"], waiting.get("message") or waiting["reason"]

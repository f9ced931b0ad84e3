"""What a deployment's pods say, read from their objects. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final

from fairlead_operator.build.metadata import Annotation
from fairlead_operator.fault import Fault
from fairlead_operator.model import KubernetesObject
from fairlead_operator.model.conditions import Reason
from fairlead_operator.observed import PodSeen

_PULL_FAILURES: Final = frozenset({"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"})
_RUN_FAILURES: Final = frozenset(
    {"CrashLoopBackOff", "CreateContainerConfigError", "CreateContainerError", "RunContainerError"}
)


def pod_seen(pod: KubernetesObject) -> PodSeen:
    """Return what a plan needs to know of a pod."""
    metadata, status = pod["metadata"], pod.get("status", {})
    return PodSeen(
        name=metadata["name"],
        uid=metadata["uid"],
        ready=any(each["type"] == "Ready" and each["status"] == "True" for each in status.get("conditions", ())),
        template=metadata.get("annotations", {}).get(Annotation.TEMPLATE),
        terminating="deletionTimestamp" in metadata,
        trouble=next(_troubles(pod), None),
        node=pod.get("spec", {}).get("nodeName"),
    )


def _troubles(pod: KubernetesObject) -> Iterator[str]:
    """Yield why containers of a pod do not run: they cannot be made, or end again and again."""
    for status in pod.get("status", {}).get("containerStatuses", ()):
        waiting = status.get("state", {}).get("waiting", {})
        if waiting.get("reason") in _PULL_FAILURES | _RUN_FAILURES:
            yield f"{waiting['reason']}: {waiting['message']}" if waiting.get("message") else waiting["reason"]


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

"""A pod's status, as a kubelet writes it. Pure.

https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from fairlead_cli.node.container_state import ContainerReport, Running, Terminated, Waiting, container_status
from fairlead_cli.node.moments import in_seconds
from fairlead_operator.model import KubernetesObject


class Phase(StrEnum):
    """Where in its life a pod is."""

    PENDING = "Pending"
    RUNNING = "Running"
    SUCCEEDED = "Succeeded"
    FAILED = "Failed"


@dataclass(frozen=True, slots=True)
class PodReport:
    """A pod at one moment.

    Attributes:
        address: Its address.
        node_address: That of its node.
        since: When the node took it, in UTC; one that has been started on a node before keeps its moment.
        containers: Its containers.
        is_ending: Whether it was asked to end: it is not ready any more, whatever its containers say.
        restarts_always: Whether its containers are started again however they end.
    """

    address: str
    node_address: str
    since: datetime
    containers: tuple[ContainerReport, ...]
    is_ending: bool = False
    restarts_always: bool = True

    @property
    def phase(self) -> Phase:
        """Where in its life it is."""
        states = [container.state for container in self.containers]
        if all(isinstance(state, Terminated) for state in states) and (self.is_ending or not self.restarts_always):
            failed = any(isinstance(state, Terminated) and state.exit_code for state in states)
            return Phase.FAILED if failed else Phase.SUCCEEDED
        never_ran = [isinstance(each.state, Waiting) and each.last is None for each in self.containers]
        return Phase.PENDING if any(never_ran) else Phase.RUNNING

    @property
    def unready(self) -> tuple[str, ...]:
        """The names of the containers that are not ready."""
        return tuple(each.name for each in self.containers if self.is_ending or not _is_ready(each))


def pod_status(report: PodReport, seen: KubernetesObject, now: datetime) -> KubernetesObject:
    """Return the status of a pod.

    Args:
        report: The pod.
        seen: The status that it has in the API server: a condition that stays what it is keeps its moment.
        now: The moment of those that change.
    """
    return {
        "phase": report.phase.value,
        "conditions": _conditions(report, seen, now),
        # By default elements are merged by their address: a pod that was on another node before would have two.
        "podIP": report.address,
        "podIPs": [{"$patch": "replace"}, {"ip": report.address}],
        "hostIP": report.node_address,
        "hostIPs": [{"$patch": "replace"}, {"ip": report.node_address}],
        "startTime": seen.get("startTime") or in_seconds(report.since),
        "containerStatuses": [container_status(_as_seen(report, container)) for container in report.containers],
    }


def says(seen: KubernetesObject, wanted: KubernetesObject) -> bool:
    """Return whether a status in the API server says all that another one says: to write this would change nothing."""
    conditions = {condition["type"]: condition for condition in seen.get("conditions", ())}
    if any(not _includes(conditions.get(each["type"]), each) for each in wanted["conditions"]):
        return False
    rest = {key: _plain(value) for key, value in wanted.items() if key != "conditions"}
    return _includes(seen, rest)


def _as_seen(report: PodReport, container: ContainerReport) -> ContainerReport:
    if not report.is_ending:
        return container
    running = isinstance(container.state, Running)
    return replace(container, ready=False, started=container.started and running)


def _is_ready(container: ContainerReport) -> bool:
    return isinstance(container.state, Running) and container.ready


def _conditions(report: PodReport, seen: KubernetesObject, now: datetime) -> list[KubernetesObject]:
    before = {condition["type"]: condition for condition in seen.get("conditions", ())}
    unready = report.unready
    why = {"reason": "ContainersNotReady", "message": f"containers with unready status: [{' '.join(unready)}]"}
    if report.phase in {Phase.SUCCEEDED, Phase.FAILED}:
        why = {"reason": "PodCompleted" if report.phase is Phase.SUCCEEDED else "PodFailed"}
    conditions: list[KubernetesObject] = []
    for kind, holds in (("Initialized", True), ("ContainersReady", not unready), ("Ready", not unready)):
        status = "True" if holds else "False"
        same = before.get(kind, {}).get("status") == status
        moment = before[kind]["lastTransitionTime"] if same else in_seconds(now)
        # What is null is removed: the reason of a condition that holds again.
        told = {"reason": None, "message": None} | ({} if holds else why)
        conditions.append({"type": kind, "status": status, "lastTransitionTime": moment, **told})
    return conditions


def _plain(value: object) -> object:
    """Return a list without the directives of a patch."""
    if isinstance(value, list):
        return [each for each in value if each != {"$patch": "replace"}]
    return value


def _includes(seen: Any, wanted: Any) -> bool:  # Any: whatever JSON can be
    """Return whether a value has at least the fields of another; a field that is null or empty may be missing."""
    if isinstance(wanted, Mapping):
        fields = seen if isinstance(seen, Mapping) else {}
        return all(_includes(fields.get(key), wanted[key]) for key in wanted)
    if isinstance(wanted, list):
        same_length = isinstance(seen, list) and len(seen) == len(wanted)
        return same_length and all(_includes(*pair) for pair in zip(seen, wanted, strict=True))
    return bool(seen == wanted) or (not seen and not wanted)

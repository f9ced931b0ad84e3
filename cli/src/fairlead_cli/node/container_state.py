"""What a container is doing, and how the API says it. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fairlead_cli.node.moments import in_seconds
from fairlead_operator.model import KubernetesObject

_SIGNAL_BASE: Final = 128
"""What a shell and a container runtime add to the number of the signal that ended a process."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """It does not run yet, or not again.

    Attributes:
        reason: A kubelet's word for it, such as ``ImagePullBackOff``.
        message: What a person needs to know.
    """

    reason: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Running:
    """It runs since a moment in UTC."""

    since: datetime


@dataclass(frozen=True, slots=True)
class Terminated:
    """It has ended.

    Attributes:
        exit_code: Its exit code, as a container runtime gives it: 128 and the number for a signal.
        reason: A kubelet's word for it.
        since: When it had begun; nothing if it never did.
        at: When it ended.
        container_id: Which one it was.
        message: What a person needs to know.
    """

    exit_code: int
    reason: str
    since: datetime | None
    at: datetime | None
    container_id: str = ""
    message: str = ""


type State = Waiting | Running | Terminated


@dataclass(frozen=True, slots=True)
class ContainerReport:
    """A container at one moment.

    Attributes:
        name: Its name.
        image: Its image.
        state: What it does.
        last: How it ended before.
        restarts: How often it was started again.
        started: Whether it runs and its startup probe is content.
        ready: Whether its readiness probe is content too.
        container_id: Which one it is; empty before the first.
    """

    name: str
    image: str
    state: State
    last: Terminated | None = None
    restarts: int = 0
    started: bool = False
    ready: bool = False
    container_id: str = ""


def ended(returned: int, since: datetime, at: datetime, container_id: str) -> Terminated:
    """Return the end of a process that returned a code; a negative one is the signal that ended it."""
    exit_code = returned if returned >= 0 else _SIGNAL_BASE - returned
    return Terminated(exit_code, "Error" if exit_code else "Completed", since, at, container_id)


def container_status(report: ContainerReport) -> KubernetesObject:
    """Return the element of ``status.containerStatuses`` of a container."""
    has_run = bool(report.container_id)
    return {
        "name": report.name,
        "image": report.image,
        "imageID": f"{report.image}@sha256:{hashlib.sha256(report.image.encode()).hexdigest()}" if has_run else "",
        "containerID": report.container_id,
        "restartCount": report.restarts,
        "started": report.started,
        "ready": report.ready,
        "state": _state(report.state),
        "lastState": _state(report.last) if report.last else {},
    }


def _state(state: State) -> KubernetesObject:
    match state:
        case Waiting():
            return {"waiting": _without_empty(reason=state.reason, message=state.message)}
        case Running():
            return {"running": {"startedAt": in_seconds(state.since)}}
        case Terminated():
            moments = {"startedAt": state.since, "finishedAt": state.at}
            known = {key: in_seconds(moment) for key, moment in moments.items() if moment}
            told = _without_empty(reason=state.reason, message=state.message, containerID=state.container_id)
            return {"terminated": {"exitCode": state.exit_code, **known, **told}}


def _without_empty(**fields: str) -> KubernetesObject:
    """Return the fields that say something: the API server leaves out the others."""
    return {name: value for name, value in fields.items() if value}

"""Turns objects of the API server into what is shown of them. Pure; unknown fields and missing ones do no harm."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from fairlead_cli.view import ConditionView, EventView, Figures, PodView
from fairlead_operator.model import KubernetesObject

_LONGEST_NOTE: Final = 60


def figures(status: Mapping[str, Any]) -> Figures:  # Any: fields of a status that a newer operator may have written
    """Return the numbers of a BotDeployment's status."""
    shards, pods, start = (status.get(part) or {} for part in ("shards", "pods", "sessionStart"))
    return Figures(
        shards=shards.get("total"),
        ready_shards=shards.get("ready"),
        recommended=shards.get("recommended"),
        target=shards.get("target"),
        guilds=status.get("guilds"),
        pods=pods.get("desired"),
        ready_pods=pods.get("ready"),
        updated_pods=pods.get("updated"),
        identifies=start.get("total"),
        identifies_left=start.get("remaining"),
        resets_at=start.get("resetAt"),
    )


def conditions(status: Mapping[str, Any]) -> tuple[ConditionView, ...]:  # Any: as figures
    """Return the conditions of a BotDeployment's status, in its order."""
    return tuple(
        ConditionView(
            type=str(condition.get("type", "")),
            status=str(condition.get("status", "")),
            reason=str(condition.get("reason", "")),
            message=str(condition.get("message", "")),
            since=moment(condition.get("lastTransitionTime")),
        )
        for condition in status.get("conditions") or ()
    )


def pods(objects: Iterable[KubernetesObject]) -> tuple[PodView, ...]:
    """Return the pods, ordered by their names' numbers."""
    return tuple(sorted(map(_pod, objects), key=lambda pod: _natural(pod.name)))


def events(objects: Iterable[KubernetesObject], most: int) -> tuple[EventView, ...]:
    """Return the last events, the newest last."""
    seen = [
        EventView(
            at=moment(event.get("lastTimestamp") or event.get("eventTime") or event["metadata"]["creationTimestamp"]),
            warning=event.get("type") == "Warning",
            reason=str(event.get("reason", "")),
            message=str(event.get("message", "")),
            count=event.get("count") or 1,
        )
        for event in objects
    ]
    return tuple(sorted(seen, key=lambda event: event.at or datetime.min.replace(tzinfo=UTC))[-most:])


def moment(text: object) -> datetime | None:
    """Return the moment that Kubernetes wrote down; nothing for what is none."""
    try:
        return datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _pod(pod: KubernetesObject) -> PodView:
    metadata, status = pod["metadata"], pod.get("status") or {}
    containers: list[dict[str, Any]] = status.get("containerStatuses") or []  # Any: a container's status
    ready = any(c["type"] == "Ready" and c["status"] == "True" for c in status.get("conditions") or ())
    waiting = next((c["state"]["waiting"] for c in containers if "waiting" in c.get("state", {})), None)
    state = str(status.get("phase", "Unknown"))
    if metadata.get("deletionTimestamp"):
        state = "Terminating"
    elif waiting and waiting.get("reason"):
        state = str(waiting["reason"])
    return PodView(
        name=metadata["name"],
        state=state,
        ready=ready,
        restarts=sum(container.get("restartCount", 0) for container in containers),
        since=moment(metadata.get("creationTimestamp")),
        note=_note(pod, waiting),
    )


def _note(pod: KubernetesObject, waiting: Mapping[str, Any] | None) -> str:  # Any: why a container waits
    if waiting and waiting.get("message"):
        return _short(str(waiting["message"]))
    for condition in (pod.get("status") or {}).get("conditions") or ():
        if condition["type"] == "PodScheduled" and condition["status"] == "False":
            return _short(str(condition.get("message") or condition.get("reason") or "not scheduled"))
    node = pod.get("spec", {}).get("nodeName")
    return f"on {node}" if node else ""


def _short(text: str) -> str:
    first = text.splitlines()[0] if text else ""
    return first if len(first) <= _LONGEST_NOTE else f"{first[: _LONGEST_NOTE - 1]}…"


def _natural(name: str) -> tuple[str, int]:
    stem, _, number = name.rpartition("-")
    return (stem, int(number)) if number.isdecimal() else (name, -1)

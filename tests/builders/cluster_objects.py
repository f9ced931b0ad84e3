"""Objects of an API server to test on, as kubectl would show them."""

from typing import Any

from tests.builders.bot_deployment import UID, document


def condition(kind: str, status: str, reason: str, message: str = "So it is.") -> dict[str, Any]:
    """A condition of a BotDeployment."""
    return {
        "type": kind,
        "status": status,
        "reason": reason,
        "message": message,
        "observedGeneration": 1,
        "lastTransitionTime": "2026-11-01T11:00:00Z",
    }


CONDITIONS = (
    condition("Ready", "True", "AllShardsReady", "All 4 shards are ready."),
    condition("Progressing", "False", "Settled", "Everything is as it shall be."),
    condition("IdentifyBudgetAvailable", "True", "BudgetSuffices", "988 of 1000 identifies are left today."),
    condition("ReshardPending", "False", "CountFits", "4 shards are wanted, as there are."),
    condition("Paused", "False", "NotPaused", "spec.paused is false."),
    condition("Degraded", "False", "NoFault", "Nothing is known to be wrong."),
)


def ready_status(**changes: Any) -> dict[str, Any]:
    """The status of a fleet of four shards in two pods that wants nothing; fields are replaced."""
    return {
        "observedGeneration": 1,
        "phase": "Ready",
        "applicationId": "42",
        "generation": "4x2",
        "conditions": list(CONDITIONS),
        "shards": {"total": 4, "ready": 4, "recommended": 4, "target": 4, "maxConcurrency": 1},
        "sessionStart": {"total": 1000, "remaining": 988, "resetAt": "2026-11-02T11:00:00Z"},
        "pods": {"desired": 2, "ready": 2, "updated": 2},
        "notReadyShards": [],
        "guilds": 20,
        **changes,
    }


def resource(
    *, status: dict[str, Any] | None = None, generation: int = 1, name: str = "demo", **spec: Any
) -> dict[str, Any]:
    """A BotDeployment as the API server has it."""
    written = document(name=name, **spec)
    written["metadata"] |= {"uid": UID, "generation": generation}
    return {**written, "status": ready_status() if status is None else status}


def pod(name: str = "demo-4x2-0", *, ready: bool = True, waiting: dict[str, str] | None = None) -> dict[str, Any]:
    """A pod on a node."""
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "default", "creationTimestamp": "2026-11-01T10:00:00Z"},
        "spec": {"nodeName": "node-1", "containers": [{"name": "bot"}]},
        "status": {
            "phase": "Running",
            "conditions": [{"type": "Ready", "status": str(ready)}],
            "containerStatuses": [
                {"name": "bot", "restartCount": 3, "state": {"waiting": waiting} if waiting else {"running": {}}}
            ],
        },
    }


def event(reason: str, at: str, *, message: str = "It was.", kind: str = "Normal", count: int = 1) -> dict[str, Any]:
    """An event of a BotDeployment."""
    return {
        "metadata": {"name": "demo.1", "creationTimestamp": at},
        "type": kind,
        "reason": reason,
        "message": message,
        "lastTimestamp": at,
        "count": count,
    }

"""Reads the rollout of a BotDeployment as the operator wrote it. Pure; what is missing or unknown does no harm."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fairlead_api.deployments.moments import moment_of
from fairlead_api.deployments.port import BotDeployment
from fairlead_api.deployments.schemas import RolloutStop, RolloutView

type _Part = Mapping[str, Any]  # Any: fields that a newer operator may have written


def rollout_of(deployment: BotDeployment) -> RolloutView | None:
    """Return the rollout that is not over."""
    status: _Part = deployment.get("status") or {}
    rollout: _Part | None = status.get("rollout")
    if not rollout:
        return None
    slots: int = rollout.get("slots") or 0
    steps = (deployment["spec"].get("rollout") or {}).get("steps") or ()
    return RolloutView(
        phase=str(rollout.get("phase", "")),
        message=str(rollout.get("message", "")),
        slots=slots,
        updated_slots=rollout.get("updatedSlots") or 0,
        stops=[_stop(step, slots) for step in steps],
        passed_stops=rollout.get("step") or 0,
        since=_since(status),
        replaced_at=moment_of(rollout.get("stepStartedAt")),
        stopped_at=moment_of(rollout.get("pausedAt")),
        failure=rollout.get("failure"),
    )


def _stop(step: _Part, slots: int) -> RolloutStop:
    """Return where a rollout stops: by the same rule as the operator's, slots are rounded up."""
    percent: int = step["percent"]
    return RolloutStop(percent=percent, slots=-(-slots * percent // 100), pause_seconds=step.get("pauseSeconds"))


def _since(status: _Part) -> datetime | None:
    for condition in status.get("conditions") or ():
        if condition.get("type") == "Progressing" and condition.get("status") == "True":
            return moment_of(condition.get("lastTransitionTime"))
    return None

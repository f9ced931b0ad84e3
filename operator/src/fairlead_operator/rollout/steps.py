"""The steps at which a rollout stops on its way. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fairlead_operator.model.rollout import RolloutStep
from fairlead_operator.rollout.request import RolloutRequest


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a rollout stands among its steps.

    Attributes:
        passed: How many steps it has passed.
        paused_at: Since when it stands at the next one; nothing when it may go on.
        message: What it waits for, for people.
        room: How many slots may be replaced before the next step; nothing when there is none.
    """

    passed: int
    paused_at: str | None = None
    message: str | None = None
    room: int | None = None


def stop(request: RolloutRequest) -> Stop:
    """Return whether a rollout stands at a step, and how far it is to the next."""
    memory = request.memory
    passed = memory.step if memory else 0
    paused_at = memory.paused_at if memory else None
    while passed < len(request.options.steps):
        step = request.options.steps[passed]
        room = slots_of_step(step, request.generation.slots) - request.updated_slots
        if room > 0:
            return Stop(passed, room=room)
        since = paused_at or stamp(request.now)
        if not _is_over(step, since, request):
            return Stop(passed, since, _what_for(step, since, request))
        passed, paused_at = passed + 1, None
    return Stop(passed)


def slots_of_step(step: RolloutStep, slots: int) -> int:
    """Return after how many slots a rollout stops at a step."""
    return -(-slots * step.percent // 100)


def stamp(now: datetime) -> str:
    """Return a time as a status has it."""
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def _is_over(step: RolloutStep, since: str, request: RolloutRequest) -> bool:
    if request.promoted == request.template:
        return True
    return step.pause_seconds is not None and request.now >= _end(since, step.pause_seconds)


def _end(since: str, seconds: int) -> datetime:
    return datetime.fromisoformat(since) + timedelta(seconds=seconds)


def _what_for(step: RolloutStep, since: str, request: RolloutRequest) -> str:
    done = f"{request.updated_slots} of {request.generation.slots} slots run on the new template"
    if step.pause_seconds is not None:
        return f"{done}; it goes on at {stamp(_end(since, step.pause_seconds))}."
    return f"{done}; it waits for the annotation fairlead.dev/promoted={request.template} on the BotDeployment."

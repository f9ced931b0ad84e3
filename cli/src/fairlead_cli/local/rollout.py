"""Tells a rolling restart of a local fleet as an operator tells a rollout in the status. Pure."""

from datetime import datetime, timedelta

from fairlead_cli.local.restart import Outcome, PodStep, RestartProgress, StepPhase
from fairlead_operator.model.status import RolloutPhase, RolloutStatus
from fairlead_operator.rollout.steps import stamp


def rollout_of(progress: RestartProgress | None, slots: int, now: datetime) -> RolloutStatus | None:
    """Return the rollout that a restart is; nothing when there is none, or when it has replaced every pod.

    Args:
        progress: The last restart.
        slots: How many slots the fleet has.
        now: The time in UTC.
    """
    if progress is None or progress.outcome is Outcome.DONE:
        return None
    updated = sum(step.slot is not None and step.phase is StepPhase.READY for step in progress.steps)
    phase, message = _said(progress)
    present = progress.present
    return RolloutStatus(
        template="restart",
        phase=phase,
        message=f"{updated} of {slots} slots run in pods that were replaced: {message}",
        slots=slots,
        updated_slots=updated,
        step_started_at=stamp(now - timedelta(seconds=present.seconds)) if present else None,
        failed_template="restart" if phase is RolloutPhase.FAILED else None,
        failure=progress.problem,
    )


def _said(progress: RestartProgress) -> tuple[RolloutPhase, str]:
    left = f"left alone: {', '.join(progress.left_alone) or 'nothing'}."
    if progress.outcome is Outcome.FAILED:
        return RolloutPhase.FAILED, left
    if progress.outcome is Outcome.STOPPED:
        return RolloutPhase.BY_HAND, f"somebody stopped it; {left} Restart again to replace all."
    if progress.present:
        return _replacing(progress.present)
    begun = any(step.phase is StepPhase.READY for step in progress.steps)
    return (RolloutPhase.ROLLING_OUT, "the next one follows.") if begun else (RolloutPhase.WAITING, "it begins.")


def _replacing(step: PodStep) -> tuple[RolloutPhase, str]:
    if step.slot is None:
        return RolloutPhase.PROVING, f"replacing {step.pod}, which has no shards."
    ready = f"; {step.ready} of its {step.shards} shards are ready again" if step.phase is StepPhase.STARTING else ""
    return RolloutPhase.ROLLING_OUT, f"replacing {step.pod}, which had slot {step.slot}{ready}."

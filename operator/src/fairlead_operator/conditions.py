"""Decides the conditions of a deployment. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from fairlead_operator.build.metadata import Annotation
from fairlead_operator.held_shards import earliest_start, held_shards
from fairlead_operator.model.conditions import Condition, ConditionStatus, ConditionType, Reason
from fairlead_operator.model.status import BAD_ROLLOUTS, RolloutPhase
from fairlead_operator.observed import Observed, ShardSeen
from fairlead_operator.plan import Plan
from fairlead_operator.reshard import Reshard
from fairlead_shared.fleet.records import HoldReason, ShardState

_BROKEN_STATES: Final = frozenset({ShardState.FATAL, ShardState.FENCED, ShardState.CLOSED})
_MOST_NAMED_SHARDS: Final = 8

type Verdict = tuple[ConditionStatus, Reason, str]
"""A condition's status, the reason and the message."""

_TRUE, _FALSE, _UNKNOWN = ConditionStatus.TRUE, ConditionStatus.FALSE, ConditionStatus.UNKNOWN
_ROLLOUT: Final = MappingProxyType(
    {
        RolloutPhase.WAITING: (_TRUE, Reason.ROLLOUT_WAITS),
        RolloutPhase.PROVING: (_TRUE, Reason.ROLLING_OUT),
        RolloutPhase.ROLLING_OUT: (_TRUE, Reason.ROLLING_OUT),
        RolloutPhase.WAITING_FOR_BUDGET: (_TRUE, Reason.ROLLOUT_WAITS_FOR_BUDGET),
        RolloutPhase.PAUSED: (_TRUE, Reason.ROLLOUT_PAUSED),
        RolloutPhase.FAILED: (_FALSE, Reason.ROLLOUT_FAILED),
        RolloutPhase.ROLLING_BACK: (_TRUE, Reason.ROLLING_BACK),
        RolloutPhase.ROLLED_BACK: (_FALSE, Reason.ROLLED_BACK),
        RolloutPhase.BY_HAND: (_FALSE, Reason.PODS_OUTDATED),
    }
)
"""Whether a rollout in a phase progresses, and the reason."""


def conditions(plan: Plan, observed: Observed, generation: int, previous: Sequence[Condition]) -> tuple[Condition, ...]:
    """Return every condition.

    Args:
        plan: What shall be.
        observed: What was seen; its time is that of a condition that changes.
        generation: The generation of the resource's specification that was looked at.
        previous: The conditions of the last status: one whose status stays keeps its time.
    """
    verdicts = {
        ConditionType.READY: _ready(plan, observed),
        ConditionType.PROGRESSING: _progressing(plan, observed),
        ConditionType.IDENTIFY_BUDGET_AVAILABLE: _budget(plan, observed),
        ConditionType.RESHARD_PENDING: _reshard_pending(plan),
        ConditionType.PAUSED: _paused(plan),
        ConditionType.DEGRADED: _degraded(plan, observed),
    }
    return tuple(
        dated(kind, verdict, generation=generation, now=observed.now, previous=previous)
        for kind, verdict in verdicts.items()
    )


def dated(
    kind: ConditionType, verdict: Verdict, *, generation: int, now: datetime, previous: Sequence[Condition]
) -> Condition:
    """Return a condition with the time of its last transition: now, unless the one before had the same status."""
    status, reason, message = verdict
    before = next((condition for condition in previous if condition.type is kind), None)
    return Condition(
        type=kind,
        status=status,
        observed_generation=generation,
        reason=reason,
        message=message,
        last_transition_time=(
            before.last_transition_time if before and before.status is status else now.strftime("%Y-%m-%dT%H:%M:%SZ")
        ),
    )


def _ready(plan: Plan, observed: Observed) -> Verdict:
    if plan.generation is None:
        return _FALSE, *_why_not_started(plan)
    if plan.hibernated:
        return _FALSE, Reason.HIBERNATED, "spec.hibernated is true: no pods run."
    if observed.fleet is None:
        why = plan.faults[0].message if plan.faults else "they have only just been made."
        return _UNKNOWN, Reason.FLEET_UNKNOWN, f"What the bots do is not known: {why}"
    ready, total = observed.fleet.ready_shards, plan.generation.shard_count
    if ready == total:
        return _TRUE, Reason.ALL_SHARDS_READY, f"All {total} shards are ready."
    return _FALSE, Reason.SHARDS_NOT_READY, f"{ready} of {total} shards are ready."


def _why_not_started(plan: Plan) -> tuple[Reason, str]:
    fault = next((fault for fault in plan.faults if fault.keeps_from_starting), None)
    fault = fault or next(iter(plan.faults), None)
    if fault:
        return fault.reason, f"Nothing is started: {fault.message}"
    return Reason.NOT_STARTED, "Nothing is started: Discord has not said yet how many shards the bot needs."


def _progressing(plan: Plan, observed: Observed) -> Verdict:
    if verdict := _resting(plan) or _changing(plan):
        return verdict
    if observed.running and observed.fleet is None:
        return _UNKNOWN, Reason.FLEET_UNKNOWN, "How far the shards are is not known."
    if plan.identifies:
        takes = f", about {plan.seconds:.0f} s" if plan.seconds else ""
        return _TRUE, Reason.STARTING, f"Shards start: {plan.identifies} identifies to go{takes}."
    return _FALSE, Reason.SETTLED, "Everything is as it shall be."


def _resting(plan: Plan) -> Verdict | None:
    if plan.generation is None or plan.paused:
        return _FALSE, Reason.PAUSED if plan.paused else Reason.NOT_STARTED, "Nothing is being changed."
    return (_FALSE, Reason.HIBERNATED, "spec.hibernated is true: no pods run.") if plan.hibernated else None


def _changing(plan: Plan) -> Verdict | None:
    if plan.resharding and plan.reshard:
        return _TRUE, Reason.RESHARDING, _resharding(plan.reshard)
    return (*_ROLLOUT[plan.rollout.phase], plan.rollout.message) if plan.rollout else None


def _budget(plan: Plan, observed: Observed) -> Verdict:
    budget = plan.budget
    if budget is None:
        return _UNKNOWN, Reason.BUDGET_UNKNOWN, "Discord has not said how many identifies are left."
    left = f"{budget.remaining} of {budget.total} identifies are left today"
    kept = f" {plan.reserve} are kept for the recovery of lost sessions." if plan.reserve else ""
    alone = "" if budget.of_ledger else " That is Discord's word alone: the ledger in Redis could not be read."
    if waiting := held_shards(observed.fleet, HoldReason.BUDGET):
        message = f"{left}.{kept} {_waiting(waiting, 'for more')}.{alone}"
        return _FALSE, Reason.SHARDS_WAIT_FOR_BUDGET, message
    if plan.identifies and budget.remaining - plan.identifies < plan.reserve:
        return _FALSE, Reason.BUDGET_TOO_SMALL, f"{left}, and {plan.identifies} are needed.{kept}{alone}"
    if budget.remaining <= plan.reserve:
        return _FALSE, Reason.ONLY_RESERVE_LEFT, f"{left}: nothing can be started.{kept}{alone}"
    return _TRUE, Reason.BUDGET_SUFFICES, f"{left}.{alone}"


def _waiting(shards: Sequence[ShardSeen], what_for: str) -> str:
    """Return who waits for what until when, as the begin of a sentence."""
    first = earliest_start(shards)
    until = f", until {first} at the earliest" if first else ""
    verb = "shard waits" if len(shards) == 1 else "shards wait"
    return f"{len(shards)} {verb} {what_for}{until}: {_some([_name(shard) for shard in shards])}"


def _name(shard: ShardSeen) -> str:
    return f"shard {shard.shard_id}" + (f" in {shard.pod}" if shard.pod else "")


def _some(names: Sequence[str]) -> str:
    """Return the first of many names, and how many more there are."""
    more = f" and {len(names) - _MOST_NAMED_SHARDS} more" if len(names) > _MOST_NAMED_SHARDS else ""
    return f"{', '.join(names[:_MOST_NAMED_SHARDS])}{more}"


def _reshard_pending(plan: Plan) -> Verdict:
    if plan.reshard:
        if plan.resharding:
            return _TRUE, Reason.RESHARDING, _resharding(plan.reshard)
        reason = Reason.RESHARD_APPROVED if plan.reshard.approved else Reason.RESHARD_WANTED
        return _TRUE, reason, reshard_sentence(plan.reshard)
    if plan.target is None:
        return _UNKNOWN, Reason.COUNT_UNKNOWN, "How many shards the bot needs is not known."
    return _FALSE, Reason.COUNT_FITS, f"{plan.target} shards are wanted, as there are."


def reshard_sentence(reshard: Reshard) -> str:
    """Return what a wanted reshard would take, as a sentence."""
    takes = "" if reshard.seconds is None else f" and about {reshard.seconds:.0f} s"
    left = "" if reshard.budget_after is None else f"; {reshard.budget_after} identifies would be left today"
    left += ", less than the reserve" if reshard.within_budget is False else ""
    return (
        f"{reshard.running.shard_count} shards run, {reshard.running.shards_per_pod} a pod;"
        f" {reshard.wanted.shard_count} are wanted, {reshard.wanted.shards_per_pod} a pod."
        f" A reshard is a restart into that layout: it needs {reshard.identifies} identifies{takes}{left}."
        f" {_what_it_waits_for(reshard)} Until then, what runs stays."
    )


def _what_it_waits_for(reshard: Reshard) -> str:
    if not reshard.approved:
        return f"Approve it with the annotation {Annotation.APPROVED_GENERATION}={reshard.wanted.name}."
    if reshard.not_before:
        at = reshard.not_before.strftime("%Y-%m-%dT%H:%M:%SZ")
        return f"It is approved and begins after {at}: the running layout is younger than the cooldown."
    return "It is approved and begins when the day's identifies suffice."


def _resharding(reshard: Reshard) -> str:
    return f"The bot is restarted from {reshard.running.name} into {reshard.wanted.name}."


def _paused(plan: Plan) -> Verdict:
    if plan.paused:
        return _TRUE, Reason.PAUSED, "spec.paused is true: nothing is changed."
    return _FALSE, Reason.NOT_PAUSED, "spec.paused is false."


def _degraded(plan: Plan, observed: Observed) -> Verdict:
    if plan.faults:
        return _TRUE, plan.faults[0].reason, " ".join(fault.message for fault in plan.faults)
    if plan.rollout and plan.rollout.phase in BAD_ROLLOUTS:
        failure = plan.rollout.failure or plan.rollout.message
        return _TRUE, _ROLLOUT[plan.rollout.phase][1], f"The rollout failed: {failure}"
    broken = list(_broken_shards(observed.fleet.shards if observed.fleet else (), replaced=bool(plan.rollout)))
    if broken:
        return _TRUE, Reason.SHARDS_FAILING, f"{_some(broken)}."
    if braked := held_shards(observed.fleet, HoldReason.BRAKE):
        message = f"{_waiting(braked, 'after too many starts in a row')}. See why their pods end."
        return _TRUE, Reason.SHARDS_BRAKED, message
    return _FALSE, Reason.NO_FAULT, "Nothing is known to be wrong."


def _broken_shards(shards: Sequence[ShardSeen], *, replaced: bool) -> Iterator[str]:
    """Yield what is wrong with shards; while pods are replaced, a shard that is closed is on its way to another pod."""
    for shard in shards:
        if shard.status is None or (replaced and shard.status.state is ShardState.CLOSED):
            continue
        if shard.stale:
            yield f"shard {shard.shard_id} no longer reports"
        elif shard.status.state in _BROKEN_STATES:
            why = f" ({shard.status.reason})" if shard.status.reason else ""
            yield f"shard {shard.shard_id} is {shard.status.state}{why}"

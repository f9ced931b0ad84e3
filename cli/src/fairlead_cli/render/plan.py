"""A plan in words, and as a record for programs."""

from collections.abc import Iterator

from fairlead_cli.planning import FleetPlan
from fairlead_operator.reshard import Reshard
from fairlead_shared.fleet.layout import Generation


def plan_lines(name: str, planned: FleetPlan) -> Iterator[str]:
    """Yield the lines that a person reads."""
    plan, gateway = planned.plan, planned.gateway
    yield f"BotDeployment {name}"
    yield f"  Discord recommends   {_count(gateway.shards, 'shard')}; {gateway.max_concurrency} may identify at a time"
    reset = "" if gateway.remaining == gateway.total else f", reset in {_duration(gateway.reset_after)}"
    yield f"  identifies left      {gateway.remaining:,} of {gateway.total:,}{reset}"
    for fault in plan.faults:
        yield f"  in the way           {fault.message}"
    if plan.generation is None:
        yield "  nothing can be started"
        return
    yield f"  layout               {_layout(plan.generation)}"
    yield f"  pods                 {plan.pods} ({_count(plan.slots, 'slot')}, {plan.pods - plan.slots} standby)"
    if plan.identifies:
        yield f"  to start             {_cost(plan.identifies, plan.seconds, plan.budget_after)}"
    else:
        yield "  to start             nothing: every shard is ready"
    if plan.reshard:
        yield from _reshard_lines(plan.reshard)


def plan_record(planned: FleetPlan) -> dict[str, object]:
    """Return the plan for a program; times in seconds."""
    plan = planned.plan
    return {
        "recommended": plan.recommended,
        "target": plan.target,
        "max_concurrency": planned.gateway.max_concurrency,
        "remaining": planned.gateway.remaining,
        "generation": plan.generation.name if plan.generation else None,
        "slots": plan.slots,
        "pods": plan.pods,
        "identifies": plan.identifies,
        "seconds": plan.seconds,
        "budget_after": plan.budget_after,
        "reshard": _reshard_record(plan.reshard) if plan.reshard else None,
        "faults": [fault.message for fault in plan.faults],
    }


def _reshard_lines(reshard: Reshard) -> Iterator[str]:
    yield f"  reshard pending      to {_layout(reshard.wanted)}"
    yield f"    it would need      {_cost(reshard.identifies, reshard.seconds, reshard.budget_after)}"


def _reshard_record(reshard: Reshard) -> dict[str, object]:
    return {
        "generation": reshard.wanted.name,
        "shards": reshard.wanted.shard_count,
        "slots": reshard.wanted.slots,
        "identifies": reshard.identifies,
        "seconds": reshard.seconds,
        "budget_after": reshard.budget_after,
    }


def _layout(generation: Generation) -> str:
    slots = _count(generation.slots, "slot")
    return f"{generation.name}: {_count(generation.shard_count, 'shard')} in {slots} of {generation.shards_per_pod}"


def _cost(identifies: int, seconds: float | None, budget_after: int | None) -> str:
    time = "" if seconds is None else f", about {_duration(seconds)}"
    left = "" if budget_after is None else f", {budget_after:,} left after"
    return f"{_count(identifies, 'identify', 'identifies')}{time}{left}"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _duration(seconds: float) -> str:
    """Return a duration in the two largest units that matter."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"

"""A plan in words, and as a record for programs."""

from collections.abc import Iterator

from fairlead_cli.planning import FleetPlan
from fairlead_cli.render.words import count, duration
from fairlead_operator.reshard import Reshard
from fairlead_shared.fleet.layout import Generation


def plan_lines(name: str, planned: FleetPlan, where: str | None = None) -> Iterator[str]:
    """Yield the lines that a person reads.

    Args:
        name: The BotDeployment's name.
        planned: The plan.
        where: Where it runs, or would.
    """
    plan = planned.plan
    yield f"BotDeployment {name}"
    if where:
        yield f"  where                {where}"
    yield from _discord_lines(planned)
    for fault in plan.faults:
        yield f"  in the way           {fault.message}"
    if plan.paused:
        yield "  paused               nothing is changed until `fairlead resume`"
    if plan.generation is None:
        yield "  nothing can be started"
        return
    yield f"  layout               {layout(plan.generation)}"
    yield f"  pods                 {plan.pods} ({count(plan.slots, 'slot')}, {plan.pods - plan.slots} standby)"
    if plan.identifies:
        yield f"  to start             {cost(plan.identifies, plan.seconds, plan.budget_after)}"
    elif planned.observed and planned.observed.running and planned.observed.fleet is None:
        yield "  to start             not known: the bots have not been heard"
    else:
        yield "  to start             nothing: every shard is ready"
    if planned.changes:
        yield f"  to write             {planned.changes[0]}"
        yield from (f"                       {change}" for change in planned.changes[1:])
    if plan.reshard:
        yield from reshard_lines(plan.reshard)


def plan_record(planned: FleetPlan) -> dict[str, object]:
    """Return the plan for a program; times in seconds."""
    plan, gateway = planned.plan, planned.gateway
    return {
        "recommended": plan.recommended,
        "target": plan.target,
        "max_concurrency": gateway.max_concurrency if gateway else None,
        "remaining": _remaining(planned),
        "generation": plan.generation.name if plan.generation else None,
        "slots": plan.slots,
        "pods": plan.pods,
        "identifies": plan.identifies,
        "seconds": plan.seconds,
        "budget_after": plan.budget_after,
        "reshard": reshard_record(plan.reshard) if plan.reshard else None,
        "faults": [fault.message for fault in plan.faults],
        "paused": plan.paused,
        "changes": list(planned.changes),
    }


def reshard_lines(reshard: Reshard) -> Iterator[str]:
    """Yield what a reshard that is wanted would take."""
    yield f"  reshard pending      to {layout(reshard.wanted)}"
    yield f"    it would need      {cost(reshard.identifies, reshard.seconds, reshard.budget_after)}"
    if reshard.within_budget is False:
        yield "    too much today     less than the reserve of identifies would be left"


def reshard_record(reshard: Reshard) -> dict[str, object]:
    """Return what a reshard that is wanted would take, for a program; times in seconds."""
    return {
        "generation": reshard.wanted.name,
        "shards": reshard.wanted.shard_count,
        "slots": reshard.wanted.slots,
        "identifies": reshard.identifies,
        "seconds": reshard.seconds,
        "budget_after": reshard.budget_after,
    }


def layout(generation: Generation) -> str:
    """Return a generation in words."""
    slots = count(generation.slots, "slot")
    return f"{generation.name}: {count(generation.shard_count, 'shard')} in {slots} of {generation.shards_per_pod}"


def cost(identifies: int, seconds: float | None, budget_after: int | None) -> str:
    """Return how many identifies something needs, how long they take, and how many are left after."""
    time = "" if seconds is None else f", about {duration(seconds)}"
    left = "" if budget_after is None else f", {budget_after:,} left after"
    return f"{count(identifies, 'identify', 'identifies')}{time}{left}"


def _discord_lines(planned: FleetPlan) -> Iterator[str]:
    gateway = planned.gateway
    if gateway is None:
        yield "  Discord              has not said how many shards it recommends and how many identifies are left"
        return
    yield f"  Discord recommends   {count(gateway.shards, 'shard')}; {gateway.max_concurrency} may identify at a time"
    reset = "" if gateway.remaining == gateway.total else f", reset in {duration(gateway.reset_after)}"
    yield f"  identifies left      {_remaining(planned):,} of {gateway.total:,}{reset}"


def _remaining(planned: FleetPlan) -> int | None:
    if planned.plan.budget:
        return planned.plan.budget.remaining
    return planned.gateway.remaining if planned.gateway else None

"""Decides what a deployment shall be: specification and observation in, a plan out. Pure."""

from dataclasses import dataclass
from typing import Final

from fairlead_operator.budget import Budget, known_budget
from fairlead_operator.build import BuildContext, children
from fairlead_operator.fault import Fault
from fairlead_operator.gateway_bot import GatewayBot
from fairlead_operator.model import BotDeployment, KubernetesObject
from fairlead_operator.observed import Observed
from fairlead_operator.shard_count import target_count
from fairlead_shared.fleet.layout import Generation, identify_seconds

_DEFAULT_CONTEXT: Final = BuildContext()


@dataclass(frozen=True, slots=True)
class Reshard:
    """Another layout than the running one is wanted: what it would take. Nothing does it as a side effect.

    Attributes:
        running: The layout that runs, and stays.
        wanted: The layout that the specification and Discord's recommendation come to.
        identifies: How many identifies it would need: every shard of the new layout starts a session.
        seconds: How long those would take; unknown without Discord's word on concurrency.
        budget_after: How many identifies would be left today; below zero when they do not suffice.
        within_budget: Whether the reserve would be left; unknown without Discord's word.
    """

    running: Generation
    wanted: Generation
    identifies: int
    seconds: float | None
    budget_after: int | None
    within_budget: bool | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What shall be, and what it takes.

    Attributes:
        generation: The layout that runs, or that shall start now; none while something keeps it from starting.
        recommended: Discord's recommended number of shards, where it is known.
        target: The number of shards that specification and recommendation come to; differs from the generation's
            when a reshard is wanted.
        slots: How many slots the generation has: pods that drive shards.
        pods: Slots and standbys.
        identifies: How many identifies what happens now needs: the shards that have no session yet. Zero when nothing
            changes.
        seconds: How long those take; unknown without Discord's word on concurrency.
        budget: How many identifies are left today; unknown without Discord's word.
        budget_after: How many are left today after those that are needed.
        reserve: How many of them only the recovery of lost sessions may use.
        reshard: Another layout is wanted, and what it would take.
        children: Every object that shall exist, complete; empty while there is no generation.
        paused: Nothing may be written.
        faults: What stands in the way.
    """

    generation: Generation | None
    recommended: int | None
    target: int | None
    slots: int
    pods: int
    identifies: int
    seconds: float | None
    budget: Budget | None
    budget_after: int | None
    reserve: int
    reshard: Reshard | None
    children: tuple[KubernetesObject, ...]
    paused: bool
    faults: tuple[Fault, ...]

    @property
    def may_write(self) -> bool:
        """Whether children may be written: the resource is not paused, and there is something that shall exist."""
        return self.generation is not None and not self.paused


def plan(deployment: BotDeployment, observed: Observed, context: BuildContext = _DEFAULT_CONTEXT) -> Plan:
    """Return what a deployment shall be now.

    A running generation stays, whatever is wrong and whatever number of shards is wanted: only a fault-free start
    creates one, and only an explicit reshard replaces one.
    """
    running = observed.running
    recommended = observed.gateway.shards if observed.gateway else None
    target = target_count(deployment.spec.sharding, recommended, running.shard_count if running else None)
    wanted = Generation(target, deployment.spec.sharding.shards_per_pod) if target else None
    generation = running or (wanted if _may_start(observed) else None)
    slots = generation.slots if generation else 0
    identifies = _identifies(deployment, generation, observed)
    budget = known_budget(observed.gateway, observed.ledger)
    reserve = deployment.spec.gateway.identify.reserve
    return Plan(
        generation=generation,
        recommended=recommended,
        target=target,
        slots=slots,
        pods=slots + deployment.spec.standby if generation else 0,
        identifies=identifies,
        seconds=_seconds(identifies, observed.gateway),
        budget=budget,
        budget_after=_budget_after(identifies, budget),
        reserve=reserve,
        reshard=_reshard(running, wanted, observed.gateway, budget, reserve),
        children=children(deployment, generation, context) if generation else (),
        paused=deployment.spec.paused,
        faults=observed.faults,
    )


def _may_start(observed: Observed) -> bool:
    return not any(fault.keeps_from_starting for fault in observed.faults)


def _identifies(deployment: BotDeployment, generation: Generation | None, observed: Observed) -> int:
    if generation is None:
        return 0
    if observed.running is None:
        return 0 if deployment.spec.paused else generation.shard_count
    return generation.shard_count - observed.fleet.ready_shards if observed.fleet else 0


def _seconds(identifies: int, gateway: GatewayBot | None) -> float | None:
    if not identifies:
        return 0.0
    return identify_seconds(identifies, gateway.max_concurrency) if gateway else None


def _budget_after(identifies: int, budget: Budget | None) -> int | None:
    return budget.remaining - identifies if budget else None


def _reshard(
    running: Generation | None,
    wanted: Generation | None,
    gateway: GatewayBot | None,
    budget: Budget | None,
    reserve: int,
) -> Reshard | None:
    if running is None or wanted is None or wanted == running:
        return None
    budget_after = _budget_after(wanted.shard_count, budget)
    return Reshard(
        running=running,
        wanted=wanted,
        identifies=wanted.shard_count,
        seconds=_seconds(wanted.shard_count, gateway),
        budget_after=budget_after,
        within_budget=None if budget_after is None else budget_after >= reserve,
    )

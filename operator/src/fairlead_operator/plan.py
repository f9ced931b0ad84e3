"""Decides what a deployment shall be: specification and observation in, a plan out. Pure."""

from dataclasses import dataclass, replace
from typing import Final

from fairlead_operator.budget import Budget, known_budget
from fairlead_operator.build import BuildContext, children
from fairlead_operator.build.metadata import Annotation
from fairlead_operator.fault import Fault
from fairlead_operator.gateway_bot import GatewayBot
from fairlead_operator.kinds import STATEFUL_SET
from fairlead_operator.model import BotDeployment, KubernetesObject
from fairlead_operator.model.status import RolloutStatus
from fairlead_operator.observed import Observed, PodSeen
from fairlead_operator.reshard import Reshard, reshard
from fairlead_operator.rollout.rolling import Rolling, rolling
from fairlead_operator.shard_count import target_count
from fairlead_shared.fleet.layout import Generation, identify_seconds

_DEFAULT_CONTEXT: Final = BuildContext()


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
        resharding: Whether that reshard happens: the pods of the running layout end, then those of the other begin.
        children: Every object that shall exist, complete; empty while there is no generation.
        template: The name of the template that the pods are to have.
        rollout: The rollout that is not over.
        replace: The pods to delete now: others take their place.
        lost: The pods to remove by force: they are lost with their nodes.
        paused: Nothing may be written.
        hibernated: No pods shall run.
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
    resharding: bool
    children: tuple[KubernetesObject, ...]
    template: str | None
    rollout: RolloutStatus | None
    replace: tuple[PodSeen, ...]
    lost: tuple[PodSeen, ...]
    paused: bool
    hibernated: bool
    faults: tuple[Fault, ...]

    @property
    def may_write(self) -> bool:
        """Whether children may be written: the resource is not paused, and there is something that shall exist."""
        return self.generation is not None and not self.paused


def plan(deployment: BotDeployment, observed: Observed, context: BuildContext = _DEFAULT_CONTEXT) -> Plan:
    """Return what a deployment shall be now.

    A running generation stays, whatever is wrong and whatever number of shards is wanted: only a fault-free start
    creates one, and only an approved reshard replaces one.
    """
    running = observed.running
    context = replace(context, token=observed.token or _live_token(observed), pod_monitors=observed.pod_monitors)
    recommended = observed.gateway.shards if observed.gateway else None
    target = target_count(deployment.spec.sharding, recommended, running.shard_count if running else None)
    wanted = Generation(target, deployment.spec.sharding.shards_per_pod) if target else None
    budget = known_budget(observed.gateway, observed.ledger)
    change = reshard(deployment, observed, wanted, budget)
    resharding = change is not None and change.begins and not deployment.spec.paused
    generation = _generation(observed, wanted, resharding=resharding)
    pods = _pods(deployment, generation, observed, budget, context, ends=resharding and generation == running)
    identifies = 0 if deployment.spec.hibernated else _identifies(deployment, generation, observed)
    return Plan(
        generation=generation,
        recommended=recommended,
        target=target,
        slots=generation.slots if generation else 0,
        pods=pods.count,
        identifies=identifies,
        seconds=_seconds(identifies, observed.gateway),
        budget=budget,
        budget_after=budget.remaining - identifies if budget else None,
        reserve=deployment.spec.gateway.identify.reserve,
        reshard=change,
        resharding=resharding,
        children=pods.children,
        template=pods.template,
        rollout=pods.rollout,
        replace=pods.replace,
        lost=() if deployment.spec.paused else observed.lost,
        paused=deployment.spec.paused,
        hibernated=deployment.spec.hibernated,
        faults=observed.faults,
    )


@dataclass(frozen=True, slots=True)
class _Pods:
    """How many pods there are to be, what of, and which of them are replaced now."""

    count: int = 0
    children: tuple[KubernetesObject, ...] = ()
    template: str | None = None
    rollout: RolloutStatus | None = None
    replace: tuple[PodSeen, ...] = ()


def _generation(observed: Observed, wanted: Generation | None, *, resharding: bool) -> Generation | None:
    """Return the layout that runs, or begins now. A reshard begins the other one when the pods of this one are gone."""
    if observed.running is None:
        return None if any(fault.keeps_from_starting for fault in observed.faults) else wanted
    return wanted if resharding and not observed.pods else observed.running


def _pods(
    deployment: BotDeployment,
    generation: Generation | None,
    observed: Observed,
    budget: Budget | None,
    context: BuildContext,
    *,
    ends: bool,
) -> _Pods:
    if generation is None:
        return _Pods()
    step: Rolling = rolling(deployment, generation, observed, budget, context)
    rests = deployment.spec.hibernated or ends
    goes_on = generation == observed.running and not rests and not deployment.spec.paused
    count = 0 if rests else step.decision.replicas if goes_on else generation.slots + deployment.spec.standby
    made = children(step.deployment, generation, context, replicas=count, rolled_out=step.rolled_out)
    names = step.decision.delete if goes_on else ()
    return _Pods(
        count,
        made,
        step.template,
        step.decision.status if goes_on else observed.remembered if deployment.spec.paused else None,
        tuple(pod for pod in observed.pods if pod.name in names),
    )


def _live_token(observed: Observed) -> str | None:
    """Return the checksum of the token that the running pods are to have: a Secret that cannot be read changes none."""
    for child in observed.children:
        if child["kind"] == STATEFUL_SET.name:
            annotations = child["spec"]["template"]["metadata"].get("annotations", {})
            token: str | None = annotations.get(Annotation.TOKEN_CHECKSUM)
            return token
    return None


def _identifies(deployment: BotDeployment, generation: Generation | None, observed: Observed) -> int:
    if generation is None:
        return 0
    if generation != observed.running:
        return 0 if deployment.spec.paused else generation.shard_count
    return generation.shard_count - observed.fleet.ready_shards if observed.fleet else 0


def _seconds(identifies: int, gateway: GatewayBot | None) -> float | None:
    if not identifies:
        return 0.0
    return identify_seconds(identifies, gateway.max_concurrency) if gateway else None

"""The one loop body: observe, plan, execute, say what is known."""

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from enum import StrEnum
from http import HTTPStatus
from typing import Final
from weakref import WeakValueDictionary

from fairlead_operator.build import BuildContext
from fairlead_operator.cluster import Cluster
from fairlead_operator.events import child_events, condition_event
from fairlead_operator.execute import Executed, Executor, identity
from fairlead_operator.fault import Fault
from fairlead_operator.first_start import FirstStart
from fairlead_operator.kinds import BOT_DEPLOYMENT, POD
from fairlead_operator.kube import KubernetesError
from fairlead_operator.metrics import OperatorMetrics
from fairlead_operator.model import BotDeployment, KubernetesObject, parse_bot_deployment
from fairlead_operator.model.conditions import Reason
from fairlead_operator.model.status import BotDeploymentStatus, Phase
from fairlead_operator.observe import Observer
from fairlead_operator.observed import Observed
from fairlead_operator.plan import Plan, plan
from fairlead_operator.status import read_status, refused_status, status_of, transitions
from fairlead_operator.token_rivals import TokenRivals
from fairlead_shared.clock import Clock
from fairlead_shared.errors import ConfigurationError
from fairlead_shared.logging import get_logger

_ON_THE_WAY: Final = frozenset({Phase.STARTING, Phase.PROGRESSING, Phase.RESHARDING})
"""Phases that end by themselves: the shards, which no event of the API server tells of, are looked at often."""

_TELLS_OF_CHANGE: Final = ("uid", "generation", "annotations", "deletionTimestamp")
"""The parts of a resource's metadata that are another when somebody asks for something else."""

_log = get_logger("operator.reconcile")


@dataclass(frozen=True, slots=True)
class ResourceKey:
    """Which BotDeployment."""

    namespace: str
    name: str


class Outcome(StrEnum):
    """How a resource was left, which decides when it is looked at again."""

    GONE = "gone"
    SETTLED = "settled"
    PROGRESSING = "progressing"
    FAULTY = "faulty"


class Reconciler:
    """Looks at a resource and brings the world one step nearer to it.

    Args:
        cluster: The cluster.
        observer: Looks at the world.
        rivals: Knows whether another resource has the same bot's token.
        may_act: Raises an error when this process no longer leads; asked before every write.
        context: What builders need beside the resource.
        clock: The clock.
        metrics: Where to count.
    """

    def __init__(
        self,
        cluster: Cluster,
        observer: Observer,
        rivals: TokenRivals,
        *,
        may_act: Callable[[], None],
        context: BuildContext,
        clock: Clock,
        metrics: OperatorMetrics,
    ) -> None:
        self._kube = cluster.kube
        self._objects = cluster.objects
        self._observer = observer
        self._rivals = rivals
        self._may_act = may_act
        self._context = context
        self._clock = clock
        self._metrics = metrics
        self._executor = Executor(cluster, may_act)
        self._first_start = FirstStart(cluster, may_act)
        self._starting: WeakValueDictionary[str | None, asyncio.Lock] = WeakValueDictionary()

    async def reconcile(self, key: ResourceKey) -> Outcome:
        """Look at a resource once.

        Raises:
            KubernetesError: the API server did not answer.
            NotLeadingError: this process no longer leads.
        """
        resource = self._objects.deployment(key.namespace, key.name)
        if resource is None or "deletionTimestamp" in resource["metadata"]:
            self._metrics.forget(key.namespace, key.name)
            return Outcome.GONE
        previous = read_status(resource)
        try:
            deployment = parse_bot_deployment(resource, source=f"BotDeployment {key.namespace}/{key.name}")
        except ConfigurationError as error:
            fault = Fault(Reason.SPEC_INVALID, f"This operator cannot read the resource. {error}")
            generation = resource["metadata"]["generation"]
            await self._say(resource, previous, refused_status(generation, fault, self._clock.now(), previous))
            return Outcome.FAULTY
        observed = await self._observer.observe(deployment)
        started = previous is not None and previous.generation is not None
        async with nullcontext() if started else self._only_start_with(observed.token):
            if rival := await self._rivals.fault(resource, observed.application_id):
                observed = replace(observed, faults=(rival, *observed.faults))
            observed = replace(observed, remembered=previous.rollout if previous else None)
            planned = plan(deployment, observed, self._context)
            if _cannot_be_undone(planned, observed) and not await self._is_current(resource):
                return Outcome.PROGRESSING
            executed = await self._carry_out(deployment, planned, observed)
            planned = replace(planned, faults=(*planned.faults, *executed.faults))
            status = status_of(deployment, planned, observed, previous)
            self._metrics.note(key.namespace, key.name, status)
            await self._say_done(resource, executed)
            if not await self._say(resource, previous, status):
                return Outcome.GONE
            if not executed.faults:
                await self._replace_pods(resource, planned)
        if planned.faults:
            return Outcome.FAULTY
        return Outcome.PROGRESSING if planned.identifies or status.phase in _ON_THE_WAY else Outcome.SETTLED

    def _only_start_with(self, token: str | None) -> asyncio.Lock:
        """Return a token's lock: of two resources that have it and start at once, one must see that the other did."""
        return self._starting.setdefault(token, asyncio.Lock())

    async def _is_current(self, resource: KubernetesObject) -> bool:
        """Tell whether a resource still asks for what it did when the API server last told of it."""
        metadata = resource["metadata"]
        live = await self._kube.get(BOT_DEPLOYMENT, metadata["namespace"], metadata["name"])
        if live is None:
            self._objects.forget(resource)
            return False
        self._objects.note(live)
        return all(live["metadata"].get(each) == metadata.get(each) for each in _TELLS_OF_CHANGE)

    async def _carry_out(self, deployment: BotDeployment, planned: Plan, observed: Observed) -> Executed:
        """Write the children; before the first ones, spare their pods the wait for an empty store."""
        if planned.may_write and observed.running is None and observed.application_id is not None:
            await self._first_start.trust_store(deployment, observed.application_id)
        return await self._executor.execute(deployment, planned, observed.children)

    async def _replace_pods(self, resource: KubernetesObject, planned: Plan) -> None:
        """Delete pods, once the status tells of it: their StatefulSet makes others."""
        namespace = resource["metadata"]["namespace"]
        for pods, grace_seconds in ((planned.replace, None), (planned.lost, 0)):
            for pod in pods:
                self._may_act()
                about = {"namespace": namespace, "name": pod.name, "uid": pod.uid}
                gone = {"kind": POD.name, "metadata": about}
                # A pod that is ending is still there: without it, the fleet would seem to be whole.
                ending = await self._kube.delete(gone, grace_seconds=grace_seconds)
                if ending is None:
                    self._objects.forget(gone)
                else:
                    self._objects.note(ending)
        done = {
            "Replacing": tuple(f"Pod {pod.name}" for pod in planned.replace),
            "Removed": tuple(f"Pod {pod.name}, which was lost with node {pod.node}" for pod in planned.lost),
        }
        await self._send(list(child_events(resource, done, self._clock.now())))

    async def _say(
        self, resource: KubernetesObject, previous: BotDeploymentStatus | None, status: BotDeploymentStatus
    ) -> bool:
        """Write the status where it changed, then an event for each change that a person would ask about.

        Returns:
            Whether the resource is still there.
        """
        document = status.as_document()
        if document == resource.get("status"):
            return True
        metadata = resource["metadata"]
        self._may_act()
        said = {
            "apiVersion": resource["apiVersion"],
            "kind": resource["kind"],
            "metadata": {"name": metadata["name"], "namespace": metadata["namespace"]},
            "status": document,
        }
        try:
            self._objects.note(await self._kube.apply(said, "status"))
        except KubernetesError as error:
            if error.http_status != HTTPStatus.NOT_FOUND:
                raise
            self._objects.forget(resource)
            self._metrics.forget(metadata["namespace"], metadata["name"])
            return False
        now = self._clock.now()
        await self._send([condition_event(resource, changed, now) for changed in transitions(previous, status)])
        return True

    async def _say_done(self, resource: KubernetesObject, executed: Executed) -> None:
        metadata = resource["metadata"]
        if executed.repaired:
            self._metrics.drift_repairs.labels(metadata["namespace"], metadata["name"]).inc(len(executed.repaired))
        done = {
            "Created": executed.created,
            "Updated": executed.updated,
            "Repaired": executed.repaired,
            "Removed": executed.removed,
        }
        await self._send(list(child_events(resource, done, self._clock.now())))

    async def _send(self, events: list[KubernetesObject]) -> None:
        for event in events:
            _log.info(
                event["message"],
                reason=event["reason"],
                namespace=event["metadata"]["namespace"],
                name=event["involvedObject"]["name"],
            )
            self._may_act()
            try:
                await self._kube.create(event)
            except KubernetesError as error:
                # An event is told once or not at all: the log has it, and the work that it tells of is done.
                _log.warning("An event could not be written", reason=str(error))


def _cannot_be_undone(planned: Plan, observed: Observed) -> bool:
    """Tell whether a plan makes something or ends pods: then the resource had better ask for it still."""
    there = {identity(child) for child in observed.children}
    makes = planned.may_write and any(identity(child) not in there for child in planned.children)
    return makes or bool(planned.replace or planned.lost)

"""What a rollout is decided on, and what follows from it at once. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from fairlead_operator.budget import Budget
from fairlead_operator.model.rollout import RolloutOptions, RolloutStrategy
from fairlead_operator.model.status import RolloutStatus
from fairlead_operator.observed import FleetSeen, PodSeen
from fairlead_operator.rollout.holders import holders
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.pod import ordinal_of
from fairlead_shared.fleet.records import ShardState


@dataclass(frozen=True)
class RolloutRequest:
    """What is known when it is decided what to replace next.

    Attributes:
        options: How pods are to be replaced.
        generation: The layout that runs.
        standby: How many standbys there are to be when nothing is rolled out.
        template: The name of the template that all pods are to have.
        rolling_back: Whether that is the one before the one that failed.
        replicas: How many pods the live StatefulSet has.
        template_is_known: Whether the StatefulSet's controller has seen that template: it makes pods of it from now on.
        pods: The pods of the generation.
        fleet: What the bots say; nothing while Redis does not answer.
        budget: What is left of the day's identifies; nothing while that is not known.
        reserve: Identifies that no rollout may use.
        memory: What the last look left in the status.
        promoted: The template that a person let pass its present step.
        now: The time in UTC.
    """

    options: RolloutOptions
    generation: Generation
    standby: int
    template: str
    rolling_back: bool
    replicas: int
    template_is_known: bool
    pods: tuple[PodSeen, ...]
    fleet: FleetSeen | None
    budget: Budget | None
    reserve: int
    memory: RolloutStatus | None
    promoted: str | None
    now: datetime

    @cached_property
    def wanted(self) -> int:
        """How many pods there are to be when nothing is rolled out."""
        return self.generation.slots + self.standby

    @cached_property
    def slots(self) -> dict[str, int]:
        """The slot of each pod that drives one, as far as pods say so."""
        return holders(self.generation, self.fleet) if self.fleet else {}

    @cached_property
    def outdated(self) -> tuple[PodSeen, ...]:
        """The pods that have another template, standbys first, then slot after slot."""
        found = [pod for pod in self.pods if pod.template != self.template]
        return tuple(sorted(found, key=lambda pod: (self.slots.get(pod.name, -1), ordinal_of(pod.name))))

    @cached_property
    def spare(self) -> tuple[PodSeen, ...]:
        """The pods with the template that could take a slot now."""
        return tuple(
            pod
            for pod in self.pods
            if pod.template == self.template and pod.ready and not pod.terminating and pod.name not in self.slots
        )

    @cached_property
    def updated_slots(self) -> int:
        """How many slots are driven by pods with the template."""
        return sum(pod.template == self.template for pod in self.pods if pod.name in self.slots)

    @property
    def extra(self) -> int:
        """How many standbys there are to be beyond those of the specification while pods are replaced."""
        if self.options.strategy is RolloutStrategy.ON_DELETE:
            return 0
        least = self.options.max_surge if self.options.strategy is RolloutStrategy.SURGE else 1
        return max(0, least - self.standby)

    def is_broken(self, pod: PodSeen) -> bool:
        """Return whether a pod does nothing that could be lost: its container does not run, or its shards are fatal."""
        if pod.trouble and not pod.ready:
            return True
        if self.fleet is None or pod.name not in self.slots:
            return False
        shards = [self.fleet.shards[shard_id] for shard_id in self.generation.shards_of(self.slots[pod.name])]
        return all(shard.status is not None and shard.status.state is ShardState.FATAL for shard in shards)

    @property
    def replicas_during(self) -> int:
        """How many pods there are to be while pods are replaced."""
        return max(self.wanted + self.extra, self.replicas)

    def missing(self, expected: int) -> str | None:
        """Return what the fleet lacks to be whole, for people; nothing when it is.

        Of pods that are to be replaced, only what their shards do counts: they may never become ready.

        Args:
            expected: How many pods there are to be.
        """
        if self.fleet is None:
            return "Redis does not say how the shards are"
        leaving = [pod.name for pod in self.pods if pod.terminating]
        if leaving:
            return f"{_some(leaving)} {'is' if len(leaving) == 1 else 'are'} ending"
        waiting = [pod for pod in self.pods if not pod.ready and pod.template == self.template]
        if waiting:
            trouble = next((pod.trouble for pod in waiting if pod.trouble), None)
            why = f": {trouble}" if trouble else ""
            return f"{_some([pod.name for pod in waiting])} {'is' if len(waiting) == 1 else 'are'} not ready{why}"
        # Pods that are to go do not make up for others: a StatefulSet of fewer pods keeps those of the lowest ordinals.
        there = sum(ordinal_of(pod.name) < expected for pod in self.pods)
        if there < expected:
            return f"{expected - there} of {expected} pods are not there yet"
        shards = [shard.shard_id for shard in self.fleet.shards if not shard.ready]
        if shards:
            return f"{'shard' if len(shards) == 1 else 'shards'} {_some(shards)} not ready"
        return None


def _some(names: Iterable[object], most: int = 4) -> str:
    listed = [str(name) for name in names]
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return f"{', '.join(listed[:most])}{more}"

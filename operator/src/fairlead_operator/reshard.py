"""Decides whether another layout is wanted, what it would take, and whether it may begin. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fairlead_operator.budget import Budget
from fairlead_operator.build.metadata import Annotation
from fairlead_operator.gateway_bot import GatewayBot
from fairlead_operator.model import BotDeployment
from fairlead_operator.observed import Observed
from fairlead_operator.ownership import stateful_set_of
from fairlead_shared.fleet.layout import Generation, identify_seconds


@dataclass(frozen=True, slots=True)
class Reshard:
    """Another layout than the running one is wanted: what it would take. Nothing does it as a side effect.

    Attributes:
        running: The layout that runs, and stays until a person approves.
        wanted: The layout that the specification and Discord's recommendation come to.
        identifies: How many identifies it would need: every shard of the new layout starts a session.
        seconds: How long those would take; unknown without Discord's word on concurrency.
        budget_after: How many identifies would be left today; below zero when they do not suffice.
        within_budget: Whether the reserve would be left; unknown without Discord's word.
        approved: Whether a person has approved this layout.
        not_before: Until when the running generation has to last, in UTC; nothing when it has lasted long enough.
    """

    running: Generation
    wanted: Generation
    identifies: int
    seconds: float | None
    budget_after: int | None
    within_budget: bool | None
    approved: bool = False
    not_before: datetime | None = None

    @property
    def begins(self) -> bool:
        """Whether it may begin now."""
        return self.approved and self.within_budget is True and self.not_before is None


def reshard(
    deployment: BotDeployment, observed: Observed, wanted: Generation | None, budget: Budget | None
) -> Reshard | None:
    """Return the reshard that is wanted, if one is."""
    running = observed.running
    if running is None or wanted is None or wanted == running:
        return None
    after = budget.remaining - wanted.shard_count if budget else None
    return Reshard(
        running=running,
        wanted=wanted,
        identifies=wanted.shard_count,
        seconds=_seconds(wanted, observed.gateway),
        budget_after=after,
        within_budget=None if after is None else after >= deployment.spec.gateway.identify.reserve,
        approved=deployment.metadata.annotations.get(Annotation.APPROVED_GENERATION) == wanted.name,
        not_before=_not_before(deployment, observed, running),
    )


def _seconds(wanted: Generation, gateway: GatewayBot | None) -> float | None:
    return identify_seconds(wanted.shard_count, gateway.max_concurrency) if gateway else None


def _not_before(deployment: BotDeployment, observed: Observed, running: Generation) -> datetime | None:
    live = stateful_set_of(deployment, running, observed.children)
    if live is None or "creationTimestamp" not in live["metadata"]:
        return None
    made = datetime.fromisoformat(live["metadata"]["creationTimestamp"])
    end = made + timedelta(seconds=deployment.spec.sharding.reshard.cooldown)
    return end if end > observed.now else None

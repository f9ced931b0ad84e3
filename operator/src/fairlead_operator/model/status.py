"""The status of a BotDeployment: what is known of it now."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from fairlead_operator.model.base import StatusPart
from fairlead_operator.model.conditions import Condition

MOST_NOT_READY_SHARDS: Final = 32
"""How many shards that are not ready the status names."""


class Phase(StrEnum):
    """The status in one word, for people; programs read the conditions it is derived from."""

    PENDING = "Pending"
    STARTING = "Starting"
    READY = "Ready"
    PROGRESSING = "Progressing"
    RESHARDING = "Resharding"
    DEGRADED = "Degraded"
    PAUSED = "Paused"
    HIBERNATED = "Hibernated"
    FAILED = "Failed"


class ShardsStatus(StatusPart):
    """Numbers of shards."""

    total: Annotated[int | None, Field(description="Of the running generation.")] = None
    ready: int | None = None
    recommended: Annotated[int | None, Field(description="What Discord recommends.")] = None
    target: Annotated[int | None, Field(description="What the specification and the recommendation come to.")] = None
    max_concurrency: Annotated[int | None, Field(description="How many shards may identify at once.")] = None
    waiting_for_budget: Annotated[
        int | None, Field(description="How many may not identify: what is left today is not for them.")
    ] = None
    braked: Annotated[
        int | None, Field(description="How many may not identify yet: they were started again and again.")
    ] = None


class SessionStartStatus(StatusPart):
    """Discord's limit of identifies a day."""

    total: int
    remaining: Annotated[int, Field(description="The smaller of Discord's figure and that of the ledger in Redis.")]
    reset_at: Annotated[str | None, Field(description="In UTC, to the minute; absent while the limit is whole.")] = None


class PodsStatus(StatusPart):
    """Numbers of pods."""

    desired: int
    ready: int
    updated: Annotated[int, Field(description="How many have the newest template.")]


class RolloutPhase(StrEnum):
    """How far a rollout is."""

    WAITING = "Waiting"
    """Nothing is replaced yet: the fleet is not whole, or Redis does not say how it is."""
    PROVING = "Proving"
    """A pod without shards runs the new template first."""
    ROLLING_OUT = "RollingOut"
    WAITING_FOR_BUDGET = "WaitingForBudget"
    """What is left of the day's identifies would not cover the worst that the next step could come to."""
    PAUSED = "Paused"
    """It has reached one of its steps."""
    FAILED = "Failed"
    """A step failed, and everything stays as it is."""
    ROLLING_BACK = "RollingBack"
    """A step failed, and the pods go back to the template before."""
    ROLLED_BACK = "RolledBack"
    """All pods are back on the template before; the failed one waits for a change of the specification."""
    BY_HAND = "ByHand"
    """In strategy OnDelete, it waits for a person who deletes pods."""


BAD_ROLLOUTS: Final = frozenset({RolloutPhase.FAILED, RolloutPhase.ROLLING_BACK, RolloutPhase.ROLLED_BACK})
"""What a rollout is in whose step failed."""


class RolloutStatus(StatusPart):
    """A rollout that is not over, and what it has to remember from one look to the next."""

    template: Annotated[str, Field(description="The name of the template that the pods are to have: a hash of it.")]
    phase: RolloutPhase
    message: Annotated[str, Field(description="What is done, or waited for, in a sentence.")]
    slots: Annotated[int, Field(description="How many slots there are.")]
    updated_slots: Annotated[int, Field(description="How many of them run on pods with that template.")]
    step_started_at: Annotated[str | None, Field(description="When pods were last replaced.")] = None
    step: Annotated[int, Field(description="How many of spec.rollout.steps it has passed.")] = 0
    paused_at: Annotated[str | None, Field(description="When it reached the step at which it stands.")] = None
    failed_template: Annotated[str | None, Field(description="The template that failed.")] = None
    failure: Annotated[str | None, Field(description="Why it failed.")] = None


class BotDeploymentStatus(StatusPart):
    """What is known of a BotDeployment."""

    observed_generation: int
    phase: Phase
    application_id: Annotated[
        str | None, Field(description="Discord's application that the token belongs to; no two resources may share it.")
    ] = None
    generation: Annotated[
        str | None, Field(description="The running layout, such as 4x2: shards x shards per pod.")
    ] = None
    conditions: Annotated[
        tuple[Condition, ...],
        Field(json_schema_extra={"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"]}),
    ] = ()
    shards: ShardsStatus | None = None
    session_start: SessionStartStatus | None = None
    pods: PodsStatus | None = None
    rollout: Annotated[RolloutStatus | None, Field(description="Present while one is not over.")] = None
    not_ready_shards: Annotated[
        tuple[int, ...] | None,
        Field(description="The first of them.", json_schema_extra={"x-kubernetes-list-type": "atomic"}),
    ] = None
    guilds: int | None = None

"""What the endpoints of BotDeployments take and give."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

GenerationName = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,6}x[1-9][0-9]{0,6}$", examples=["16x2"])]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class Numbers(_View):
    """How many there are, and how many of them are ready."""

    wanted: int | None
    ready: int | None


class DeploymentEntry(_View):
    """A BotDeployment in short."""

    name: str
    namespace: str
    phase: str | None = Field(description="The status in one word; null while the operator has not looked at it.")
    is_current: bool = Field(description="Whether the status is about the present specification.")
    operated: bool = Field(description="Whether an operator looks after it; else it can only be restarted.")
    paused: bool
    image: str | None
    generation: str | None = Field(description="The layout that runs, such as 4x2: shards x shards per pod.")
    shards: Numbers
    pods: Numbers
    guilds: int | None


class ConditionView(_View):
    """What holds, why, and since when."""

    type: str
    status: str
    reason: str
    message: str
    since: datetime | None


class BudgetView(_View):
    """Discord's limit of identifies a day."""

    total: int
    remaining: int
    resets_at: datetime | None


class RolloutStop(_View):
    """Where a rollout stops on its way, to look at how the new pods do."""

    percent: int
    slots: int = Field(description="After how many slots.")
    pause_seconds: int | None = Field(description="How long it stops; null until somebody lets it go on.")


class RolloutView(_View):
    """A rollout that is not over."""

    phase: str = Field(description="How far it is: Waiting, Proving, RollingOut, Paused, Failed and others.")
    message: str = Field(description="What is done, or waited for, in a sentence.")
    slots: int
    updated_slots: int = Field(description="How many of them run on pods that were replaced.")
    stops: list[RolloutStop]
    passed_stops: int = Field(description="How many of them it has passed.")
    since: datetime | None = Field(description="When it began to change anything, as far as that is known.")
    replaced_at: datetime | None = Field(description="When pods were last replaced.")
    stopped_at: datetime | None = Field(description="When it reached the stop at which it is.")
    failure: str | None = Field(description="Why a step failed.")


class EventView(_View):
    """Something that happened."""

    at: datetime | None
    warning: bool
    reason: str
    message: str
    count: int


class DeploymentDetail(DeploymentEntry):
    """All that is known of a BotDeployment."""

    conditions: list[ConditionView]
    rollout: RolloutView | None = Field(description="The rollout that is not over.")
    budget: BudgetView | None
    not_ready_shards: list[int] = Field(description="The first of them.")
    events: list[EventView] = Field(description="The last ones, the newest last.")


class ReshardPlan(_View):
    """Another layout that is wanted, and what it takes."""

    generation: str
    identifies: int
    seconds: float | None
    budget_after: int | None
    within_budget: bool | None = Field(description="Whether the reserve of identifies stays whole.")
    approved: bool


class DeploymentPlan(_View):
    """What the operator does next, made of what it wrote into the status; durations in seconds."""

    generation: str | None
    recommended: int | None = Field(description="Shards that Discord recommends.")
    target: int | None = Field(description="Shards that the specification comes to.")
    identifies: int | None = Field(description="What the shards that are not ready need at most.")
    seconds: float | None
    budget_after: int | None
    reshard: ReshardPlan | None
    paused: bool
    faults: list[str] = Field(description="What stands in the way, in sentences.")


class Approval(BaseModel):
    """Which layout is approved."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    generation: GenerationName = Field(description="The layout of the plan; no later one is approved with it.")


class Asked(_View):
    """What was asked of the operator; it happens after this answer."""

    name: str
    namespace: str
    changed: bool = Field(description="False if it was so already.")

"""The part of the specification that says how pods are replaced when their template changes."""

from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from fairlead_operator.model.base import Part
from fairlead_operator.model.rules import Rule, Rules, between


class RolloutStrategy(StrEnum):
    """Who replaces pods, and with how much room beside them."""

    ROLLING = "Rolling"
    """The operator does, within the pods that there are; without a standby, one is added until it is over."""
    SURGE = "Surge"
    """The operator does, with further standbys: every slot goes to a pod that is ready to take it."""
    ON_DELETE = "OnDelete"
    """A person does, by deleting pods."""


class OnFailure(StrEnum):
    """What becomes of a rollout whose step fails."""

    ROLLBACK = "Rollback"
    """The pods go back to the last template that all of them had."""
    PAUSE = "Pause"
    """Everything stays as it is until the specification changes."""


class RolloutStep(Part):
    """A stop on the way, to look at how the new pods do."""

    percent: Annotated[
        int,
        between(1, 99, "it is the percentage of slots after which the rollout stops"),
        Field(description="Of the slots, rounded up, that run on new pods when the rollout stops."),
    ]
    pause_seconds: Annotated[
        int | None,
        between(1, 604_800, "it is a time in seconds, up to a week"),
        Field(
            description="Seconds until it goes on by itself. Without it, it waits for the annotation"
            " fairlead.dev/promoted with the template's name from status.rollout.template."
        ),
    ] = None


class RolloutOptions(Part):
    """How pods are replaced when their template changes."""

    strategy: Annotated[
        RolloutStrategy,
        Field(
            description="Rolling replaces pods within those that there are. Surge adds standbys first, so that each"
            " slot goes to a pod that is ready. OnDelete leaves it to a person who deletes pods."
        ),
    ] = RolloutStrategy.ROLLING
    max_unavailable: Annotated[
        int,
        between(1, 64, "it is a number of pods"),
        Field(description="How many pods are replaced at a time."),
    ] = 1
    max_surge: Annotated[
        int,
        between(1, 64, "it is a number of standbys"),
        Field(description="In strategy Surge: how many standbys there are at least while it lasts."),
    ] = 1
    shard_ready_timeout: Annotated[
        int,
        between(10, 86_400, "it is a time in seconds, up to a day"),
        Field(description="Seconds after which a step has failed whose shards are not all ready."),
    ] = 300
    steps: Annotated[
        tuple[RolloutStep, ...],
        Field(max_length=16, description="Where the rollout stops on its way."),
        Rules(
            Rule(
                "self.all(s, self.exists_one(t, t.percent == s.percent)) && self.map(s, s.percent).isSorted()",
                "each step needs a greater percent than the one before it",
                lambda steps: all(before.percent < after.percent for before, after in pairwise(steps)),
            )
        ),
    ] = ()
    on_failure: Annotated[
        OnFailure,
        Field(
            description="What becomes of a rollout whose step fails. Rollback goes back to the last template that all"
            " pods had; Pause leaves everything as it is. Both end with the next change of the specification."
        ),
    ] = OnFailure.PAUSE

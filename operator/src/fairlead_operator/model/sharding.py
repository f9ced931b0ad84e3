"""The part of the specification that says how many shards there are and where they run."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from fairlead_operator.model.base import Part
from fairlead_operator.model.rules import Rule, Rules, between

MOST_SHARDS: Final = 16_384
"""The most shards that a bot of Fairlead may have."""

_Count = Annotated[int, between(1, MOST_SHARDS, "it is a number of shards")]


class ShardingMode(StrEnum):
    """Who decides how many shards there are."""

    AUTO = "Auto"
    """Discord recommends, within the bounds of the specification."""
    FIXED = "Fixed"
    """The specification says it."""


class Approval(StrEnum):
    """Who says that a wanted reshard may happen."""

    AUTO = "Auto"
    """Nobody needs to; as long as a reshard interrupts the bot, this is Manual."""
    MANUAL = "Manual"
    """A person, with the annotation fairlead.dev/approved-generation."""


class Reshard(Part):
    """When another number of shards is wanted."""

    approval: Annotated[
        Approval,
        Field(
            description="Manual waits for the annotation fairlead.dev/approved-generation with the wanted layout, such"
            " as 8x2. Auto means the same as long as a reshard is a restart into the new layout."
        ),
    ] = Approval.MANUAL
    cooldown: Annotated[
        int,
        between(0, 604_800, "it is a time in seconds, up to a week"),
        Field(description="Seconds from the begin of a generation until another one may follow."),
    ] = 3600

    headroom: Annotated[
        int,
        between(0, 100, "it is a percentage of the running number of shards"),
        Field(
            description="By how many percent of the running number a recommendation must differ from it before another"
            " number is wanted."
        ),
    ] = 20


class Sharding(Part):
    """How many shards there are, and how many of them a pod has."""

    mode: Annotated[
        ShardingMode, Field(description="Auto asks Discord how many shards the bot needs; Fixed takes total.")
    ] = ShardingMode.AUTO
    total: Annotated[_Count | None, Field(description="The number of shards in mode Fixed.")] = None
    min: Annotated[_Count | None, Field(description="The fewest shards in mode Auto.")] = None
    max: Annotated[_Count | None, Field(description="The most shards in mode Auto.")] = None
    multiple_of: Annotated[
        _Count | None,
        Field(
            description="The number of shards is a multiple of this. Discord assigns one to bots over 150,000 guilds."
        ),
    ] = None
    shards_per_pod: Annotated[
        int,
        between(1, 1024, "a pod has at least one shard"),
        Field(description="How many shards a pod has; the last one may have fewer."),
    ] = 16
    reshard: Reshard = Reshard()


def _multiple_within_bounds(sharding: Sharding) -> bool:
    step = sharding.multiple_of or 1
    return sharding.max is None or sharding.max // step * step >= (sharding.min or 1)


CheckedSharding = Annotated[
    Sharding,
    Rules(
        Rule(
            "self.mode != 'Fixed' || has(self.total)",
            "mode Fixed needs total, the number of shards",
            lambda sharding: sharding.mode is not ShardingMode.FIXED or sharding.total is not None,
            "total",
        ),
        Rule(
            "self.mode == 'Fixed' || !has(self.total)",
            "total is for mode Fixed only; in mode Auto, set min and max",
            lambda sharding: sharding.mode is ShardingMode.FIXED or sharding.total is None,
            "total",
        ),
        Rule(
            "!has(self.min) || !has(self.max) || self.min <= self.max",
            "min must not be greater than max",
            lambda sharding: sharding.min is None or sharding.max is None or sharding.min <= sharding.max,
            "min",
        ),
        Rule(
            "!has(self.total) || !has(self.multipleOf) || self.total % self.multipleOf == 0",
            "total must be a multiple of multipleOf",
            lambda sharding: not (sharding.total and sharding.multiple_of and sharding.total % sharding.multiple_of),
            "total",
        ),
        Rule(
            "!has(self.max) || !has(self.multipleOf) || (has(self.min) && self.min > self.max)"
            " || self.max / self.multipleOf * self.multipleOf >= (has(self.min) ? self.min : 1)",
            "no multiple of multipleOf lies between min and max",
            lambda sharding: (
                sharding.multiple_of is None
                or (sharding.min is not None and sharding.max is not None and sharding.min > sharding.max)
                or _multiple_within_bounds(sharding)
            ),
            "multipleOf",
        ),
    ),
]
"""Sharding whose fields fit together."""

"""What the endpoints of shards give."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from fairlead_api.paging import Page
from fairlead_api.snowflake import Snowflake
from fairlead_shared.fleet.records import PastStart, ShardStatus
from fairlead_shared.fleet.selection import StateNow


class ShardSort(StrEnum):
    """What a list of shards is sorted by; with a minus the largest come first."""

    SHARD_ID = "shard_id"
    SHARD_ID_DOWN = "-shard_id"
    STATE = "state"
    POD = "pod"
    GUILDS = "guilds"
    GUILDS_DOWN = "-guilds"
    LATENCY = "latency"
    LATENCY_DOWN = "-latency"
    EVENTS = "events"
    EVENTS_DOWN = "-events"


class ShardEntry(BaseModel):
    """A shard."""

    model_config = ConfigDict(frozen=True)

    shard_id: int
    state: StateNow = Field(description="What it is doing; `stale` while its pod is silent, `unknown` if none had it.")
    pod: str | None = Field(description="The pod that drives it.")
    status: ShardStatus | None = Field(description="What the pod last said of it; seconds, and times in UTC.")
    sessions: tuple[PastStart, ...] = Field(
        description="How its last sessions began, in whichever pods, oldest first: of a week, ten at most."
    )


class ShardPage(Page[ShardEntry]):
    """Some shards, and what is known of all."""

    generation: str | None = Field(description="The layout that reported last; null while no pod has for an hour.")
    ready: int = Field(description="Shards of the fleet that are ready.")
    guilds: int = Field(description="Guilds of the fleet, as far as its shards are known.")
    states: dict[StateNow, int] = Field(description="How many shards of the fleet are in each state.")
    read_at: datetime = Field(description="When Redis was read.")


class GuildShard(BaseModel):
    """The shard that serves a guild."""

    model_config = ConfigDict(frozen=True)

    guild_id: Snowflake
    shard_id: int
    shard_count: int
    state: StateNow
    latency: float | None = Field(description="Seconds.")
    ready_since: datetime | None
    last_event: datetime | None


type ShardRow = tuple[int, StateNow, str | None, int, int | None, float]
"""A shard in the stream: its id, its state, its pod, its guilds, its latency in milliseconds, its events a second."""


class ShardsEvent(BaseModel):
    """What an event of the stream carries: every shard in a `snapshot`, those that changed in `changes`."""

    model_config = ConfigDict(frozen=True)

    event: Literal["snapshot", "changes", "away"]
    generation: str | None = None
    shards: tuple[ShardRow, ...] = Field(
        default=(), description="Each: id, state, pod, guilds, latency in ms, events a second (about)."
    )

"""Arithmetic of a fleet: guild → shard → slot, and the generation that fixes it."""

from dataclasses import dataclass
from math import ceil
from typing import Self

MAX_CONCURRENCY_WINDOW = 5.0
"""Seconds in which an identify bucket may be used once.

https://discord.com/developers/docs/events/gateway#sharding-max-concurrency
"""


def shard_of_guild(guild_id: int, shard_count: int) -> int:
    """Return the shard that receives a guild's events.

    https://discord.com/developers/docs/events/gateway#sharding-sharding-formula
    """
    return (guild_id >> 22) % shard_count


def identify_bucket(shard_id: int, max_concurrency: int) -> int:
    """Return the identify bucket (Discord's ``rate_limit_key``) of a shard."""
    return shard_id % max_concurrency


@dataclass(frozen=True, slots=True)
class Generation:
    """One layout of a bot: how many shards there are and how many a slot has.

    Two layouts with the same numbers are the same generation; its name, such as ``4x2``, is made of them.
    """

    shard_count: int
    shards_per_pod: int

    def __post_init__(self) -> None:
        if self.shard_count < 1 or self.shards_per_pod < 1:
            raise ValueError(f"a generation has at least one shard and one shard per pod, not {self.name}")

    @property
    def name(self) -> str:
        """The generation's name in Redis keys, labels and the names of pods."""
        return f"{self.shard_count}x{self.shards_per_pod}"

    @classmethod
    def parse(cls, name: str) -> Self:
        """Return the generation that a name such as ``4x2`` says.

        Raises:
            ValueError: the name is not of that form.
        """
        count, separator, per_pod = name.partition("x")
        if not (separator and count.isdecimal() and per_pod.isdecimal()):
            raise ValueError(f"{name!r} is not the name of a generation, such as 4x2")
        return cls(int(count), int(per_pod))

    @property
    def slots(self) -> int:
        """How many slots the shards fill; the last one may have fewer shards."""
        return ceil(self.shard_count / self.shards_per_pod)

    def shards_of(self, slot: int) -> range:
        """Return the shard ids of a slot.

        Raises:
            ValueError: there is no such slot.
        """
        if not 0 <= slot < self.slots:
            raise ValueError(f"generation {self.name} has slots 0 to {self.slots - 1}, not {slot}")
        first = slot * self.shards_per_pod
        return range(first, min(first + self.shards_per_pod, self.shard_count))

    def slot_of(self, shard_id: int) -> int:
        """Return the slot that a shard belongs to."""
        return shard_id // self.shards_per_pod

    def shard_of(self, guild_id: int) -> int:
        """Return the shard that receives a guild's events."""
        return shard_of_guild(guild_id, self.shard_count)


def identify_seconds(shards: int, max_concurrency: int) -> float:
    """Return how long the identifies of shards ``0 … shards-1`` take, in seconds: the fullest bucket decides."""
    return ceil(shards / max_concurrency) * MAX_CONCURRENCY_WINDOW

"""What READY says of the guilds: those joined and left while the shard had no session."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class GuildChanges:
    """Guilds that came and went without an event.

    Attributes:
        joined: The bot is in them now and was not before.
        departed: The bot was in them and no longer is.
    """

    joined: frozenset[int] = frozenset()
    departed: frozenset[int] = frozenset()


def guild_ids_of(ready: Mapping[str, Any]) -> frozenset[int]:  # Any: the JSON of READY
    """Return the guilds of a shard as READY lists them."""
    return frozenset(int(guild["id"]) for guild in ready["guilds"])


def guild_changes(known: AbstractSet[int] | None, listed: AbstractSet[int]) -> GuildChanges:
    """Return what changed between the guilds that were known and those that READY lists.

    Args:
        known: The guilds before; nothing when the shard has not been ready yet, and cannot tell.
        listed: The guilds of READY.
    """
    if known is None:
        return GuildChanges()
    return GuildChanges(frozenset(listed - known), frozenset(known - listed))

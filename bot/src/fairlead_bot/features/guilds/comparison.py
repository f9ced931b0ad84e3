"""What the table of guilds says, what the gateway says, and what is to be written so that they agree."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

ASKED_AT_FIRST: Final = 10
"""Of a shard without a row, as many new guilds are each worth a question about who added the bot; more are not."""


@dataclass(frozen=True, slots=True)
class GuildRow:
    """A guild in the table."""

    guild_id: int
    name: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class GuildFacts:
    """A guild as Discord describes it; one that is out of order at Discord's side is not described."""

    guild_id: int
    name: str
    owner_id: int


@dataclass(frozen=True, slots=True)
class Differences:
    """What is to be written.

    Attributes:
        left: Guilds that the bot is no longer in.
        renamed: New names by guild.
        joined: Guilds without an active row.
    """

    left: frozenset[int]
    renamed: Mapping[int, str]
    joined: tuple[GuildFacts, ...]


def compare(rows: Iterable[GuildRow], present: AbstractSet[int], described: Mapping[int, GuildFacts]) -> Differences:
    """Compare some guilds of shards that have been ready.

    Args:
        rows: Their rows.
        present: The guilds that the bot is in by the gateway: what READY listed, and what came and went since.
        described: What is known of those.
    """
    active = {row.guild_id: row.name for row in rows if row.is_active}
    return Differences(
        left=frozenset(active.keys() - present),
        renamed={
            guild_id: facts.name
            for guild_id, facts in described.items()
            if guild_id in present and active.get(guild_id, facts.name) != facts.name
        },
        joined=tuple(
            facts for guild_id, facts in sorted(described.items()) if guild_id in present and guild_id not in active
        ),
    )


def is_first_fill(joined: int, *, known: bool) -> bool:
    """Tell whether a shard's guilds are written for the first time, rather than joined one by one.

    Args:
        joined: How many of them are to be written.
        known: Whether any of them has a row.
    """
    return not known and joined > ASKED_AT_FIRST

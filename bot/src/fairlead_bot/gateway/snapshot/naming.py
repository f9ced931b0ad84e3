"""The names under which pieces lie in a store: each round of each process gives its own."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import discord

from fairlead_bot.gateway.snapshot.parts import PieceKey


@dataclass(frozen=True, slots=True)
class Predecessor:
    """What a shard was restored from: the new snapshot goes on from there.

    Attributes:
        sequence: The last event that the cache contains.
        names: What lies in the store; the first whole round of the new snapshot deletes it.
    """

    sequence: int = 0
    names: frozenset[str] = frozenset()


_predecessors: "WeakKeyDictionary[discord.Client, dict[int, Predecessor]]" = WeakKeyDictionary()


def versioned(key: PieceKey, incarnation: str, number: int) -> str:
    """Return the name of a piece that a round of an incarnation writes."""
    return f"{key.name}@{incarnation}.{number}"


def parse_versioned(name: str) -> tuple[PieceKey, str, int]:
    """Return a piece's key, and the incarnation and the round that wrote it.

    Raises:
        ValueError: It is no such name.
    """
    own, _, version = name.partition("@")
    incarnation, _, number = version.partition(".")
    return PieceKey.parse(own), incarnation, int(number)


def leave_predecessor(client: discord.Client, shard_id: int, predecessor: Predecessor) -> None:
    """Remember what a shard was restored from."""
    _predecessors.setdefault(client, {})[shard_id] = predecessor


def take_predecessor(client: discord.Client, shard_id: int) -> Predecessor:
    """Return what a shard was restored from, once."""
    return _predecessors.get(client, {}).pop(shard_id, Predecessor())

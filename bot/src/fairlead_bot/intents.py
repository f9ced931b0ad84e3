"""Gateway intents by their names: the comma list of ``DISCORD_INTENTS``."""

from collections.abc import Iterable

import discord

PRIVILEGED: frozenset[str] = frozenset({"members", "presences", "message_content"})
"""Intents that must be granted in Discord's developer portal.

https://discord.com/developers/docs/events/gateway#privileged-intents
"""


def parse_intents(names: Iterable[str]) -> discord.Intents:
    """Return the intents of the given names, which are discord.py's.

    Raises:
        ValueError: names a name that is no intent.
    """
    intents = discord.Intents.none()
    for name in names:
        flag = name.lower()
        if flag not in discord.Intents.VALID_FLAGS:
            raise ValueError(f"{name!r} is not an intent; there are {', '.join(sorted(discord.Intents.VALID_FLAGS))}")
        setattr(intents, flag, True)
    return intents


def privileged_names(intents: discord.Intents) -> list[str]:
    """Return the names of the privileged intents among some intents."""
    return sorted(name for name in PRIVILEGED if getattr(intents, name))

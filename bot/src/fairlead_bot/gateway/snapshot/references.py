"""What a row names instead of holding it: objects that the cache has in one place and others point to."""

from enum import IntEnum
from typing import Any, Final

FIRST_CLASS: Final = 32
"""Codes from here on are of recorded classes."""


class Code(IntEnum):
    """The first item of a JSON array: what the others are."""

    LIST = 0
    TUPLE = 1
    DICT = 2
    TIME = 3
    MICROSECONDS = 4
    SNOWFLAKES = 5
    INTEGERS = 6
    ENUM = 7
    AGAIN = 8
    UNSET = 9
    STATE = 10
    HTTP = 11
    GUILD = 12
    CHANNEL = 13
    THREAD = 14
    MEMBER = 15
    ROLE = 16
    EMOJI = 17
    SHARED_USER = 18
    BOT_USER = 19
    PRIVATE_CHANNEL = 20
    CLASS = 21
    MISSING = 22
    BYTES = 23


type Reference = tuple[Code, int, int]
"""A code of something that the cache has, the guild's id (0 without one), and its own id."""


MAPS: Final = {
    Code.CHANNEL: "_channels",
    Code.THREAD: "_threads",
    Code.MEMBER: "_members",
    Code.ROLE: "_roles",
}
"""Where a guild has what."""


def find(state: Any, reference: Reference) -> object | None:  # Any: discord.py's state, whose maps are private
    """Return what the cache has in a place, or nothing."""
    code, guild_id, own_id = reference
    match code:
        case Code.PRIVATE_CHANNEL:
            return _item(state._private_channels, own_id)  # noqa: SLF001
        case Code.EMOJI:
            # discord.py's own map keeps some emojis that their guild no longer has.
            emojis = () if (guild := state._guilds.get(guild_id)) is None else guild.emojis  # noqa: SLF001
            return next((emoji for emoji in emojis if emoji.id == own_id), None)
        case _:
            guild = state._guilds.get(guild_id)  # noqa: SLF001
            return None if guild is None else _item(getattr(guild, MAPS[code]), own_id)


def _item(mapping: dict[int, object], own_id: int) -> object | None:
    return mapping.get(own_id)

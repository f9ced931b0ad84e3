"""Whether a message brings the cached member who wrote it up to date."""

from typing import Any, Final

import discord
from discord import utils

from fairlead_bot.gateway.snapshot.marks import Content

WRITTEN: Final = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})
"""Events whose content is a message with its author as a member."""


def is_news(guild: discord.Guild, message: Content) -> bool:
    """Return whether applying a message will change its author's cached member; most say what is known.

    Raises:
        LookupError: The message is not as Discord describes it.
        TypeError: As above.
        ValueError: As above.
    """
    said = message["member"]
    member: Any = guild.get_member(int(message["author"]["id"]))  # Any: what is compared is private
    return member is not None and (
        member._roles != utils.SnowflakeList(map(int, said["roles"]))  # noqa: SLF001 - what the message would replace
        or member.nick != said.get("nick")
        or member.pending != said.get("pending", False)
        or member._flags != said.get("flags", 0)  # noqa: SLF001 - as above
        or member.joined_at != utils.parse_time(said.get("joined_at"))
        or member.premium_since != utils.parse_time(said.get("premium_since"))
        or member.timed_out_until != utils.parse_time(said.get("communication_disabled_until"))
    )

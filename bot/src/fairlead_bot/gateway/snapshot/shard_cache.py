"""A shard's part of discord.py's cache."""

from typing import Any

import discord

from fairlead_shared.fleet.layout import shard_of_guild


class ShardCache:
    """The part of a client's cache that comes from the events of one shard.

    Attributes:
        state: discord.py's state, whose maps are private.
        shard_id: The shard.
        shard_count: How many shards the bot has.
    """

    def __init__(self, client: discord.AutoShardedClient, shard_id: int, shard_count: int) -> None:
        self.state: Any = client._connection  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - the cache
        self.shard_id = shard_id
        self.shard_count = shard_count

    def owns(self, guild_id: int) -> bool:
        """Return whether a guild's events come from this shard; what has no guild comes from shard 0."""
        return shard_of_guild(guild_id, self.shard_count) == self.shard_id

    def guild(self, guild_id: int) -> Any:
        """Return a guild, or nothing."""
        return self.state._guilds.get(guild_id)  # noqa: SLF001

    def guild_ids(self) -> list[int]:
        """Return the shard's guilds."""
        return [guild_id for guild_id in self.state._guilds if self.owns(guild_id)]  # noqa: SLF001

    def messages(self) -> list[Any]:
        """Return the cached messages of the shard in their order."""
        count, own = self.shard_count, self.shard_id
        return [each for each in self.state._messages or () if shard_of_guild(guild_of(each), count) == own]  # noqa: SLF001

    def private_channels(self) -> list[Any]:
        """Return the private channels, which are shard 0's, those used last at the end."""
        return list(self.state._private_channels.values()) if self.shard_id == 0 else []  # noqa: SLF001

    def shown(self) -> object:
        """Return what the bot shows of itself in the shard's guilds, to be compared with what it showed before."""
        for guild in self.state._guilds.values():  # noqa: SLF001
            if self.owns(guild.id) and (me := guild.me) is not None:
                return me.activities, me.client_status.raw_status
        return None


def guild_of(message: Any) -> int:
    """Return the guild of a message, or 0."""
    if message.guild is not None:
        guild_id: int = message.guild.id
        return guild_id
    return getattr(message.channel, "guild_id", None) or 0

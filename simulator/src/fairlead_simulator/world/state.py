"""The world: every user, guild and channel by id, and which guilds lie on which shard."""

from fairlead_simulator.snowflake import shard_of
from fairlead_simulator.world.model import Channel, Guild, User
from fairlead_simulator.world.webhook import Webhook


class World:
    """All state that is Discord's and not one application's."""

    __slots__ = ("_by_shard", "channels", "guilds", "users", "webhooks")

    def __init__(self) -> None:
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.webhooks: dict[int, Webhook] = {}
        self._by_shard: dict[int, dict[int, list[Guild]]] = {}

    def add_user(self, user: User) -> None:
        """Make a user known."""
        self.users[user.id] = user

    def add_channel(self, channel: Channel) -> None:
        """Make a channel known that is in no guild."""
        self.channels[channel.id] = channel

    def add_guild(self, guild: Guild) -> None:
        """Make a guild known with its channels and members."""
        self.guilds[guild.id] = guild
        self.channels.update(guild.channels)
        self.users.update((member.user.id, member.user) for member in guild.members.values())
        self._by_shard.clear()

    def guilds_on(self, shard_id: int, shard_count: int) -> list[Guild]:
        """Return the guilds whose events a shard receives when there are `shard_count` shards."""
        shards = self._by_shard.get(shard_count)
        if shards is None:
            shards = {}
            for guild in self.guilds.values():
                shards.setdefault(shard_of(guild.id, shard_count), []).append(guild)
            self._by_shard[shard_count] = shards
        return shards.get(shard_id, [])

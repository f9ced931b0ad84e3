"""Generated guilds: the same seed gives the same guilds, spread evenly over the shards."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from fairlead_simulator import snowflake
from fairlead_simulator.world import permissions
from fairlead_simulator.world.model import Channel, ChannelType, Guild, Member, Role, User
from fairlead_simulator.world.people import FIRST_MS, LAST_MS, made_up_person
from fairlead_simulator.world.pictures import picture_of

_SPREAD = 720_720
"""Divisible by every number up to 16: milliseconds that are `i` modulo this lie on shard `i % n` for each such n."""

_ADJECTIVES = ("Amber", "Brisk", "Calm", "Distant", "Early", "Fair", "Gentle", "Hidden", "Inland", "Jolly")
_PLACES = ("Harbour", "Anchorage", "Lighthouse", "Quay", "Reef", "Sound", "Strait", "Lagoon", "Delta", "Cove")
_ROLES = (("Moderators", permissions.MODERATOR, 0x2E86C1), ("Regulars", 0, 0x28B463))
_CHANNELS = (
    (ChannelType.CATEGORY, "Text"),
    (ChannelType.TEXT, "general"),
    (ChannelType.TEXT, "bot-commands"),
    (ChannelType.CATEGORY, "Voice"),
    (ChannelType.VOICE, "Lounge"),
)


@dataclass(frozen=True, slots=True)
class GuildPlan:
    """What a guild is to be like; what is None is generated."""

    members: int
    name: str | None = None


class GuildGenerator:
    """Makes guilds one after another from a seed, each with a bot in it."""

    __slots__ = ("_made", "_random")

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"guilds:{seed}")
        self._made = 0

    def make(self, plan: GuildPlan, bot: User) -> Guild:
        """Make the next guild; `plan.members` counts people, the bot comes on top."""
        guild_id = self._guild_id()
        ids = self._ids_after(guild_id)
        people = [made_up_person(self._random) for _ in range(max(plan.members, 1))]
        owner = people[0]
        # Not everybody has a picture: bots keep its hash of every member, and their memory is measured here.
        owner.avatar = picture_of(owner.id)
        guild = Guild(guild_id, plan.name or self._guild_name(), owner.id, icon=picture_of(guild_id))
        guild.roles = {role.id: role for role in self._roles(guild_id, bot, ids)}
        guild.channels = {channel.id: channel for channel in _channels(guild_id, ids)}
        plain_roles = [role.id for role in guild.roles.values() if role.bot_id is None and role.id != guild_id]
        founded = snowflake.created_at(guild_id)
        for number, person in enumerate(people):
            roles = [role_id for role_id in plain_roles if self._random.random() < 1 / 3]
            guild.members[person.id] = Member(person, joined_at=founded + number, role_ids=roles)
        bot_role = next(role.id for role in guild.roles.values() if role.bot_id == bot.id)
        guild.members[bot.id] = Member(bot, joined_at=founded + len(people), role_ids=[bot_role])
        guild.online = {person.id for person in people if self._random.random() < 1 / 2} | {bot.id}
        self._made += 1
        return guild

    def _guild_id(self) -> int:
        periods = self._random.randrange(FIRST_MS // _SPREAD, LAST_MS // _SPREAD)
        return snowflake.compose(periods * _SPREAD + self._made % _SPREAD)

    def _guild_name(self) -> str:
        return f"{self._random.choice(_ADJECTIVES)} {self._random.choice(_PLACES)} {self._made + 1}"

    def _roles(self, guild_id: int, bot: User, ids: Iterator[int]) -> Iterator[Role]:
        yield Role(guild_id, "@everyone", position=0, permissions=permissions.EVERYONE)
        for position, (name, granted, colour) in enumerate(_ROLES, start=1):
            yield Role(next(ids), name, position, granted, colour, hoist=True)
        yield Role(next(ids), bot.username, len(_ROLES) + 1, permissions.ADMINISTRATOR, bot_id=bot.id)

    @staticmethod
    def _ids_after(guild_id: int) -> Iterator[int]:
        sequence = guild_id
        while True:
            sequence += 1
            yield sequence


def _channels(guild_id: int, ids: Iterator[int]) -> Iterator[Channel]:
    category: int | None = None
    for position, (kind, name) in enumerate(_CHANNELS):
        channel_id = next(ids)
        parent = None if kind is ChannelType.CATEGORY else category
        yield Channel(channel_id, kind, name, guild_id=guild_id, position=position, parent_id=parent)
        if kind is ChannelType.CATEGORY:
            category = channel_id

from collections import Counter

import pytest

from fairlead_simulator.snowflake import shard_of
from fairlead_simulator.world import permissions
from fairlead_simulator.world.generate import GuildGenerator, GuildPlan
from fairlead_simulator.world.model import ChannelType, Guild, User

BOT = User(42, "bot", bot=True)


def guilds_of(seed: int, count: int, members: int = 2) -> list[Guild]:
    generator = GuildGenerator(seed)
    return [generator.make(GuildPlan(members), BOT) for _ in range(count)]


def test_the_same_seed_makes_the_same_guilds():
    assert guilds_of(7, 5) == guilds_of(7, 5)


def test_another_seed_makes_other_guilds():
    assert {guild.id for guild in guilds_of(7, 5)}.isdisjoint(guild.id for guild in guilds_of(8, 5))


@pytest.mark.parametrize("shard_count", [1, 2, 3, 4, 5, 8, 12, 16])
def test_guilds_are_spread_evenly_over_the_shards(shard_count: int):
    on_shard = Counter(shard_of(guild.id, shard_count) for guild in guilds_of(1, 240))
    assert set(on_shard.values()) == {240 // shard_count}


def test_a_guild_has_what_a_bot_expects_in_it():
    (guild,) = guilds_of(1, 1, members=6)
    assert len(guild.members) == 7
    assert guild.owner_id in guild.members
    assert guild.members[BOT.id].role_ids
    assert guild.roles[guild.id].name == "@everyone"
    assert guild.text_channel().type is ChannelType.TEXT
    assert {channel.type for channel in guild.channels.values()} == {
        ChannelType.CATEGORY,
        ChannelType.TEXT,
        ChannelType.VOICE,
    }


def test_all_ids_differ():
    guilds = guilds_of(3, 50, members=5)
    ids = [guild.id for guild in guilds]
    ids += [channel_id for guild in guilds for channel_id in guild.channels]
    ids += [role_id for guild in guilds for role_id in guild.roles if role_id != guild.id]
    ids += [user_id for guild in guilds for user_id in guild.members if user_id != BOT.id]
    assert len(ids) == len(set(ids))


def test_the_owner_and_the_bot_may_do_everything_and_others_what_their_roles_say():
    (guild,) = guilds_of(1, 1, members=30)
    everyone = guild.roles[guild.id].permissions
    for user_id, member in guild.members.items():
        expected = everyone
        for role_id in member.role_ids:
            expected |= guild.roles[role_id].permissions
        if user_id in {guild.owner_id, BOT.id}:
            expected = permissions.ALL
        assert permissions.of_member(guild, user_id) == expected

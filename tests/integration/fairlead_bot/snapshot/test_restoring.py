"""Snapshots of a cache with every kind of thing in it, and what becomes of them elsewhere."""

import asyncio
import gc
from itertools import count
from typing import Any

import discord
import pytest

from fairlead_bot.gateway.snapshot import IncompatibleSnapshotError, ShardSnapshot, prepare_replay, restore
from tests.builders.cached_client import LiveShard, new_client, parse
from tests.builders.gateway_payloads import BOT_ID
from tests.builders.gateway_traffic import GatewayTraffic
from tests.fixtures.discord_cache import cache_differences

GUILD = 1000 << 22


def full_shard(seed: int = 1) -> tuple[LiveShard, GatewayTraffic]:
    """Return a shard whose cache has something of every kind."""
    traffic = GatewayTraffic(seed, [GUILD])
    live = LiveShard(new_client())
    live.log_in(traffic.make)
    live.apply(traffic.opening())
    live.apply(traffic.events(60))
    live.apply(traffic.opening())
    live.apply([("GUILD_MEMBER_UPDATE", {"guild_id": str(GUILD)} | traffic.make.member()) for _ in range(5)])
    return live, traffic


@pytest.mark.parametrize("seed", range(8))
async def test_a_restored_cache_is_equal_field_by_field(seed: int):
    live, _ = full_shard(seed)
    live.checkpointed()
    restored, ages = await live.restored()
    assert cache_differences(live.client, restored, 0) == []
    assert ages.sequence == live.sequence


async def test_what_cogs_look_up_is_found_after_a_restore():
    live, _ = full_shard()
    live.checkpointed()
    client, _ = await live.restored()
    guild = client.get_guild(GUILD)
    assert guild.me.id == client.user.id == BOT_ID
    for member in guild.members:
        assert client.get_user(member.id) == member._user
        assert member.guild is guild
    for channel in guild.channels:
        assert client.get_channel(channel.id) is channel
    message = client.cached_messages[-1]
    assert client._connection._get_message(message.id) is message
    assert client.get_emoji(guild.emojis[0].id) is guild.emojis[0] if guild.emojis else True
    assert [channel.id for channel in client.private_channels] == [400 << 22, 401 << 22]
    assert client.application_id == 77


async def test_a_user_of_two_guilds_is_one_object():
    traffic = GatewayTraffic(3, [GUILD, GUILD + (1 << 22)])
    live = LiveShard(new_client())
    live.log_in(traffic.make)
    live.apply(traffic.opening())
    live.checkpointed()
    client, _ = await live.restored()
    first, second = client.guilds
    shared = [member for member in first.members if second.get_member(member.id)]
    assert shared
    assert all(member._user is second.get_member(member.id)._user for member in shared)


async def test_a_user_who_changed_in_one_guild_is_restored_as_last_seen():
    traffic = GatewayTraffic(3, [GUILD, GUILD + (1 << 22)])
    live = LiveShard(new_client())
    live.log_in(traffic.make)
    live.apply(traffic.opening())
    live.checkpointed()
    first, second = live.client.guilds
    user_id = next(m.id for m in first.members if second.get_member(m.id) and m.id != BOT_ID)
    renamed = traffic.make.user(str(user_id)) | {"username": "renamed"}
    live.apply([("GUILD_MEMBER_UPDATE", {"guild_id": str(second.id)} | traffic.make.member(renamed))])
    live.checkpointed()
    client, _ = await live.restored()
    assert client.get_guild(first.id).get_member(user_id).name == "renamed"


async def test_shards_of_one_client_are_restored_one_after_another():
    guilds = {0: 1000 << 22, 1: 1001 << 22}
    client = new_client(2)
    shards = {}
    for shard_id, guild_id in guilds.items():
        traffic = GatewayTraffic(shard_id, [guild_id], private=shard_id == 0)
        traffic.make._message_ids += shard_id * 1000
        shards[shard_id] = live = LiveShard(client, shard_id)
        if shard_id == 0:
            live.log_in(traffic.make)
        live.apply(traffic.opening())
        live.apply(traffic.events(40))
    for live in shards.values():
        live.checkpointed()
    restored = new_client(2)
    for live in shards.values():
        await live.restored(restored)
    assert [difference for shard_id in guilds for difference in cache_differences(client, restored, shard_id)] == []


async def test_a_guild_that_was_left_is_not_restored():
    live, _ = full_shard()
    live.checkpointed()
    live.apply([("GUILD_DELETE", {"id": str(GUILD)})])
    live.checkpointed()
    client, _ = await live.restored()
    assert list(client.guilds) == []
    assert not any(f"guild:{GUILD}" in name for name in live.stored)


async def test_a_restored_shard_goes_on_writing_and_deletes_what_its_predecessor_wrote():
    live, _ = full_shard()
    live.checkpointed()
    client, _ = await live.restored()
    successor = LiveShard(client)
    successor.stored, successor.sequence = dict(live.stored), live.sequence
    successor.apply([("GUILD_DELETE", {"id": str(GUILD)})])
    successor.checkpointed()
    assert not any(f"guild:{GUILD}" in name for name in successor.stored)
    again, ages = await successor.restored()
    assert list(again.guilds) == []
    assert ages.sequence == successor.sequence


async def test_a_restored_cache_that_nothing_happened_to_is_as_old_as_its_snapshot():
    live, _ = full_shard()
    live.checkpointed()
    client, _ = await live.restored()
    successor = LiveShard(client)
    successor.stored = dict(live.stored)
    successor.checkpointed()
    _, ages = await successor.restored()
    assert ages.sequence == live.sequence


async def test_only_what_changed_is_written():
    live, traffic = full_shard()
    live.checkpointed()
    assert not live.snapshot.dirty
    assert list(live.snapshot.changed()) == []
    live.apply([("PRESENCE_UPDATE", traffic.make.presence(str(GUILD)))])
    written = [piece for pieces in live.snapshot.changed() for piece in pieces if piece.content is not None]
    assert [piece.name.partition("@")[0] for piece in written] == [f"guild:{GUILD}:members:0", "shard:0"]


@pytest.mark.parametrize(
    "news",
    [
        {"nick": "a new name"},
        {"roles": [str(50)]},
        {"joined_at": "2001-01-01T00:00:00+00:00"},
        {"premium_since": "2001-01-01T00:00:00+00:00"},
        {"communication_disabled_until": "2001-01-01T00:00:00+00:00"},
        {"pending": True},
        {"flags": 3},
    ],
    ids=str,
)
async def test_an_author_is_written_when_a_message_says_something_new_of_them_and_not_else(news: dict[str, Any]):
    live, traffic = full_shard()
    author = traffic.make.user()
    known: dict[str, Any] = {"nick": None, "roles": [], "joined_at": None, "pending": False, "flags": 0}
    live.apply([("GUILD_MEMBER_REMOVE", {"guild_id": str(GUILD), "user": author})])
    live.apply([("GUILD_MEMBER_ADD", {"guild_id": str(GUILD), "user": author} | known)])
    live.checkpointed()

    def buckets_written(member: dict[str, Any]) -> int:
        content = {
            "id": str(next(message_ids)),
            "channel_id": str(channel.id),
            "guild_id": str(GUILD),
            "author": author,
        }
        said = {"member": member, "content": "", "timestamp": "2001-01-01T00:00:00+00:00", "edited_timestamp": None}
        rest = {"type": 0, "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": []}
        live.apply([("MESSAGE_CREATE", content | said | rest | {"attachments": [], "embeds": []})])
        written = {name for name in live.stored if ":members:" in name}
        live.checkpointed()
        return len({name for name in live.stored if ":members:" in name} - written)

    message_ids = count(900 << 40)
    channel = live.client.get_guild(GUILD).text_channels[0]
    assert [buckets_written(known), buckets_written(known | news), buckets_written(known | news)] == [0, 1, 0]


async def test_a_round_that_is_given_up_is_done_again():
    live, _ = full_shard()
    next(live.snapshot.changed())
    assert live.snapshot.dirty
    live.checkpointed()
    client, _ = await live.restored()
    assert cache_differences(live.client, client, 0) == []


async def test_everything_is_written_again_when_it_is_asked_for():
    live, _ = full_shard()
    live.checkpointed()
    live.stored.clear()
    live.snapshot.change_all()
    live.checkpointed()
    client, _ = await live.restored()
    assert cache_differences(live.client, client, 0) == []


async def test_a_presence_that_the_bot_gave_itself_is_kept():
    live, traffic = full_shard()
    live.checkpointed()
    me = live.client.get_guild(GUILD).me
    me.activities, me.status = (discord.Game("chess"),), discord.Status.idle
    live.client.activity, live.client.status = discord.Game("chess"), discord.Status.idle
    live.apply(
        [("TYPING_START", {"channel_id": "5", "user_id": "5", "timestamp": 1}), ("USER_UPDATE", traffic.make.bot())]
    )
    live.checkpointed()
    client, _ = await live.restored()
    assert client.get_guild(GUILD).me.activities == (discord.Game("chess"),)
    assert client.activity == discord.Game("chess")
    assert client.status is discord.Status.idle


def empty(client: Any) -> bool:
    gc.collect()  # a user whom nobody holds is forgotten
    state = client._connection
    return not (state._guilds or state._users or state._messages or state._private_channels or state.user)


async def test_a_snapshot_with_any_damaged_piece_is_refused_and_changes_nothing():
    live, _ = full_shard()
    live.checkpointed()
    for name, content in live.stored.items():
        client = new_client()
        with pytest.raises(IncompatibleSnapshotError):
            await restore(client, 0, 1, live.stored | {name: content[:-1]})
        assert empty(client)


async def test_a_snapshot_without_a_piece_that_others_need_is_refused():
    live, _ = full_shard()
    live.checkpointed()
    for missing in (f"guild:{GUILD}:base", "shard"):
        pieces = {name: content for name, content in live.stored.items() if not name.startswith(missing)}
        with pytest.raises(IncompatibleSnapshotError):
            await restore(new_client(), 0, 1, pieces)


async def test_no_pieces_are_no_snapshot():
    with pytest.raises(IncompatibleSnapshotError):
        await restore(new_client(), 0, 1, {})


async def test_other_tasks_run_while_a_snapshot_is_restored():
    traffic = GatewayTraffic(1, [number << 22 for number in range(1000, 1012)], people=60)
    live = LiveShard(new_client())
    live.log_in(traffic.make)
    live.apply(traffic.opening())
    live.checkpointed()
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    counting = asyncio.create_task(count())
    await live.restored()
    counting.cancel()
    assert turns > 3


async def test_an_event_that_the_cache_contains_is_not_counted_again_when_its_handlers_are_due():
    live, traffic = full_shard()
    guild = live.client.get_guild(GUILD)
    newcomer = {"guild_id": str(GUILD)} | traffic.make.member(traffic.make.user("9999999999"))
    gone = {"guild_id": str(GUILD), "user": traffic.make.user("9999999998")}
    live.apply([("GUILD_MEMBER_ADD", newcomer)])
    guild._member_count = len(guild._members)
    heard = list[str]()
    live.client._connection.dispatch = lambda name, *_: heard.append(name)
    for event, content in (("GUILD_MEMBER_ADD", newcomer), ("GUILD_MEMBER_REMOVE", gone)):
        prepare_replay(live.client, event, content)
        parse(live.client, event, content)
        assert guild.member_count == len(guild.members)
    assert heard == ["member_join", "raw_member_remove"]


async def test_members_that_another_process_asked_for_are_taken_from_a_replay():
    live, traffic = full_shard()
    member = traffic.make.member(traffic.make.user("9999999999"))
    chunk = {"guild_id": str(GUILD), "members": [member], "chunk_index": 0, "chunk_count": 1, "nonce": "another's"}
    prepare_replay(live.client, "GUILD_MEMBERS_CHUNK", chunk)
    parse(live.client, "GUILD_MEMBERS_CHUNK", chunk)
    assert live.client.get_guild(GUILD).get_member(9999999999) is not None
    assert live.client._connection._chunk_requests == {}


async def test_a_member_who_stayed_in_a_message_after_leaving_is_kept_in_it():
    live, traffic = full_shard()
    place = {"guild_id": str(GUILD), "channel_id": traffic.make.channel_id()}
    someone = next(member for member in live.client.get_guild(GUILD).members if member.id != BOT_ID)
    user = traffic.make.user(str(someone.id))
    message = place | {"id": str(9_000 << 22), "author": user, "content": "bye", "type": 0, "mentions": []}
    live.apply([("MESSAGE_CREATE", message)])
    live.checkpointed()
    live.apply([("GUILD_MEMBER_REMOVE", {"guild_id": str(GUILD), "user": user})])
    live.checkpointed()
    client, _ = await live.restored()
    author = client.cached_messages[-1].author
    assert isinstance(author, discord.Member)
    assert author.nick == someone.nick
    assert author.guild.get_member(author.id) is None


async def test_what_no_row_can_hold_is_said_by_its_class():
    live, _ = full_shard()
    live.client.get_guild(GUILD).description = object()
    with pytest.raises(TypeError, match=r"builtins\.object"):
        list(ShardSnapshot(live.client, 0, 1).changed())


async def test_a_guild_of_a_hundred_members_takes_less_than_thirty_kilobytes():
    traffic = GatewayTraffic(1, [GUILD], people=200)  # about half of them are members
    live = LiveShard(new_client())
    live.log_in(traffic.make)
    live.apply(traffic.opening())
    live.checkpointed()
    assert len(live.client.get_guild(GUILD).members) > 80
    assert sum(len(content) for content in live.stored.values()) < 30_000

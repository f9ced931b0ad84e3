"""The bot as a cog sees it, before and while it has shards."""

import asyncio
import math
from collections.abc import Sequence

import discord
import pytest
import yarl
from discord.ext import commands
from redis.asyncio import Redis

from fairlead_bot.bot import FairleadBot
from fairlead_bot.gateway.backlog import BacklogRoom
from fairlead_bot.gateway.identify import IdentifyTurns
from fairlead_bot.gateway.shard import ShardSurroundings
from fairlead_bot.gateway.supervisor import ShardSupervisor
from fairlead_shared.fleet.compression import Compression
from fairlead_shared.fleet.identify import IdentifyGate
from fairlead_shared.fleet.keys import FleetKeys
from tests.fakes.clock import FakeClock
from tests.unit.fairlead_bot.gateway.test_slot import Held
from tests.unit.fairlead_bot.services_for_tests import bot


def with_shards(target: FairleadBot, shard_ids: Sequence[int]) -> FairleadBot:
    clock = FakeClock()
    turns = IdentifyTurns(IdentifyGate(Redis(), FleetKeys(1), 1), clock, pod="demo-0", generation="4x2")
    surroundings = ShardSurroundings(
        client=target,
        gateway=yarl.URL("ws://127.0.0.1:1"),
        compression=Compression.ZSTD_STREAM,
        turns=turns,
        slot=Held(clock).slot,
        backlog_room=BacklogRoom(),
        joined=target.expect_joins,
        privileged=(),
        clock=clock,
        changed=lambda: None,
    )
    target.take_slot(ShardSupervisor(shard_ids, surroundings))
    return target


async def test_a_bot_without_a_slot_has_no_shards_and_no_latency():
    target = bot()
    assert target.shards == {}
    assert target.latencies == []
    assert math.isnan(target.latency)
    assert target.get_shard(0) is None
    assert not target.is_ws_ratelimited()


async def test_a_bot_has_the_shards_of_its_slot_and_no_others():
    target = with_shards(bot(), [2, 3])
    assert list(target.shards) == [2, 3]
    assert target.shard_ids == [2, 3]
    assert target.shard_count == 4
    assert target.get_shard(0) is None


async def test_a_shard_that_has_not_connected_yet_is_closed_and_its_latency_not_known():
    shard = with_shards(bot(), [2, 3]).get_shard(2)
    assert shard is not None
    assert (shard.id, shard.shard_count) == (2, 4)
    assert shard.is_closed()
    assert shard.latency == math.inf
    assert not shard.is_ws_ratelimited()


@pytest.mark.parametrize("guild_id", [0 << 22, 2 << 22])
async def test_a_guild_of_another_pod_or_of_a_shard_without_a_connection_cannot_be_sent_to(guild_id: int):
    with pytest.raises(discord.ClientException, match="has no connection in this pod"):
        with_shards(bot(), [2, 3])._get_websocket(guild_id)


async def test_a_presence_is_remembered_for_the_sessions_that_begin_later():
    target = with_shards(bot(), [2, 3])
    await target.change_presence(activity=discord.Game("chess"), status=discord.Status.idle)
    assert target.status is discord.Status.idle
    assert target.activity == discord.Game("chess")


class Listening(commands.Cog):
    def __init__(self) -> None:
        self.ready = 0

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        self.ready += 1

    @commands.Cog.listener()
    async def on_typing(self, _channel: object) -> None:
        raise ValueError("a handler raises")


@pytest.fixture
async def target() -> FairleadBot:
    target = bot(errors=[])
    await target._async_setup_hook()
    return target


async def test_on_ready_fires_once_for_a_slot(target: FairleadBot):
    cog = Listening()
    await target.add_cog(cog)
    target.dispatch("ready")
    target.dispatch("ready")
    await target.handlers.drain(5.0)
    assert cog.ready == 1


async def test_an_event_that_nobody_listens_to_starts_nothing(target: FairleadBot):
    target.dispatch("socket_event_type", "TYPING_START")
    assert len(target.handlers) == 0


async def test_who_waits_for_an_event_hears_it_although_nobody_listens(target: FairleadBot):
    waiting = asyncio.ensure_future(target.wait_for("socket_event_type", timeout=5.0))
    await asyncio.sleep(0)
    target.dispatch("socket_event_type", "TYPING_START")
    assert await waiting == "TYPING_START"


async def test_a_handler_that_was_given_to_the_bot_itself_hears_its_event(target: FairleadBot):
    heard = asyncio.Event()
    target.event(_hears(heard))
    target.dispatch("typing", object())
    await target.handlers.drain(5.0)
    assert heard.is_set()


async def test_the_time_of_a_shard_s_last_event_is_the_time_of_day_at_which_it_was_heard():
    target = with_shards(bot(), [2])
    (shard,) = target._shards.values()
    clock = shard.surroundings.clock
    assert shard.status().last_event is None
    heard_at = clock.now()
    shard.record.hearing.hear(clock.monotonic())
    await clock.sleep(30.0)
    assert shard.status().last_event == heard_at


async def test_a_handler_that_raises_is_counted_for_its_module_and_hurts_nothing_else():
    errors = list[str]()
    target = bot(errors=errors)
    await target._async_setup_hook()
    await target.add_cog(Listening())
    heard = asyncio.Event()
    target.add_listener(_hears(heard), "on_typing")
    target.dispatch("typing", object())
    await target.handlers.drain(5.0)
    assert errors == [__name__]
    assert heard.is_set()


def _hears(heard: asyncio.Event):
    async def on_typing(_channel: object) -> None:
        heard.set()

    return on_typing

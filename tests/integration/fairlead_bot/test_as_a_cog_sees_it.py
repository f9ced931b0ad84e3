"""What discord.py's own API says and does on a pod."""

import math
from typing import Any

import discord
import pytest

from fairlead_bot.bot import FairleadBot
from fairlead_bot.gateway.connection import GatewayConnection
from fairlead_shared.fleet.layout import shard_of_guild
from fairlead_shared.fleet.records import ShardState
from fairlead_simulator.client import ControlClient
from tests.integration.fairlead_bot.conftest import StartPod
from tests.integration.fairlead_bot.pods import LocalPod
from tests.integration.fairlead_bot.waiting import eventually


def bot_of(pod: LocalPod) -> FairleadBot:
    bot = pod.runtime.pod.bot
    assert bot is not None
    return bot


async def test_the_bot_becomes_ready_and_has_the_guilds_of_its_shards_in_its_cache(
    pod: LocalPod, control: ControlClient
):
    bot = bot_of(pod)
    await bot.wait_until_ready()
    expected = {guild.id for guild in await control.guilds() if shard_of_guild(guild.id, 4) in {0, 1}}
    assert {guild.id for guild in bot.guilds} == expected
    assert not any(guild.unavailable for guild in bot.guilds)
    assert bot.user is not None
    assert bot.is_ready()
    await eventually(lambda: all(latency < 10 for _, latency in bot.latencies), "every latency is known")
    assert not math.isnan(bot.latency)


async def test_a_bot_with_the_members_intent_has_every_member_when_it_is_ready(
    control: ControlClient, start_pod: StartPod
):
    await control.set_bot(privileged_intents=True)
    pod = start_pod(0, DISCORD_INTENTS="guilds,members")
    await pod.ready()
    bot = bot_of(pod)
    await bot.wait_until_ready()
    assert bot.guilds
    assert all(guild.chunked for guild in bot.guilds)
    assert all(len(guild.members) == guild.member_count for guild in bot.guilds)


async def test_members_whose_request_went_down_with_its_connection_come_after_the_resume(
    control: ControlClient, start_pod: StartPod, monkeypatch: pytest.MonkeyPatch
):
    await control.set_bot(privileged_intents=True)
    ask, dropped = GatewayConnection.request_chunks, list[int]()

    async def drop_first(connection: GatewayConnection, guild_id: int, *arguments: Any, **options: Any) -> None:
        if not dropped:
            dropped.append(guild_id)
            await control.inject("drop", shard_id=connection.shard_id)
        await ask(connection, guild_id, *arguments, **options)

    monkeypatch.setattr(GatewayConnection, "request_chunks", drop_first)
    pod = start_pod(0, DISCORD_INTENTS="guilds,members")
    await pod.ready()
    bot = bot_of(pod)
    await eventually(lambda: bool(bot.guilds) and all(guild.chunked for guild in bot.guilds), "every member is there")
    assert dropped
    assert (await control.report()).resumes == 1


async def test_an_intent_that_is_not_granted_is_fatal_and_named(control: ControlClient, start_pod: StartPod):
    await control.set_bot(privileged_intents=False)
    pod = start_pod(0, DISCORD_INTENTS="guilds,members")
    await eventually(
        lambda: [shard.state for shard in pod.shards.values()] == [ShardState.FATAL] * 2, "both shards are fatal"
    )
    assert "a privileged intent that it asks for: members." in (pod.shards[0].status().reason or "")
    assert (await pod.get("/readyz"))[0] == 503
    assert (await pod.get("/livez"))[0] == 200


async def test_members_can_be_asked_for_on_the_shard_of_their_guild(control: ControlClient, start_pod: StartPod):
    await control.set_bot(privileged_intents=True)
    pod = start_pod(0, DISCORD_INTENTS="guilds,members")
    await pod.ready()
    bot = bot_of(pod)
    await bot.wait_until_ready()
    guild = bot.guilds[0]
    assert bot.user is not None
    found = await guild.query_members(user_ids=[bot.user.id])
    assert [member.id for member in found] == [bot.user.id]


async def test_a_cog_may_disconnect_a_shard_and_connect_it_again_without_losing_its_session(
    pod: LocalPod, control: ControlClient
):
    shard = bot_of(pod).get_shard(0)
    assert shard is not None
    assert not shard.is_closed()
    await shard.disconnect()
    await eventually(lambda: pod.shards[0].state is ShardState.CLOSED, "the shard is closed")
    assert shard.is_closed()
    assert pod.shards[1].state is ShardState.READY
    await shard.connect()
    await pod.resumed(0)
    assert (await control.report()).identifies == 2


async def test_a_cog_may_reconnect_a_shard(pod: LocalPod, control: ControlClient):
    shard = bot_of(pod).get_shard(1)
    assert shard is not None
    await shard.reconnect()
    await pod.resumed(1)
    assert (await control.report()).identifies == 2


async def test_a_presence_is_sent_on_every_shard(pod: LocalPod, control: ControlClient):
    bot = bot_of(pod)
    await bot.wait_until_ready()
    await bot.change_presence(activity=discord.Game("chess"), status=discord.Status.dnd)
    assert {guild.me.status for guild in bot.guilds} == {discord.Status.dnd}
    report = await control.report()
    assert (report.violations, report.resumes) == ({}, 0)


async def test_drops_and_resumes_are_dispatched_as_discord_py_does(pod: LocalPod, control: ControlClient):
    bot = bot_of(pod)
    heard = list[tuple[str, int]]()

    async def on_shard_disconnect(shard_id: int) -> None:
        heard.append(("disconnect", shard_id))

    async def on_shard_resumed(shard_id: int) -> None:
        heard.append(("resumed", shard_id))

    bot.add_listener(on_shard_disconnect)
    bot.add_listener(on_shard_resumed)
    await control.inject("drop", shard_id=1)
    await eventually(lambda: heard == [("disconnect", 1), ("resumed", 1)], "both were dispatched")


async def test_a_bot_waits_for_an_event_of_its_guilds(pod: LocalPod, control: ControlClient):
    bot = bot_of(pod)
    await bot.wait_until_ready()
    guild = next(guild for guild in await control.guilds() if shard_of_guild(guild.id, 4) == 0)
    waiting = bot.loop.create_task(bot.wait_for("message", timeout=10))
    await eventually(lambda: "message" in bot._listeners, "the bot waits")
    await control.send_message(guild.id, "ahoy")
    message = await waiting
    assert message.guild is not None
    assert message.guild.id == guild.id


@pytest.mark.parametrize("shard_id", [2, 3, 4])
async def test_a_shard_of_another_pod_is_not_to_be_had(pod: LocalPod, shard_id: int):
    assert bot_of(pod).get_shard(shard_id) is None


async def test_one_may_wait_for_an_event_on_a_single_connection(pod: LocalPod, control: ControlClient):
    connection = pod.shards[0].connection
    assert connection is not None
    wanted = connection.wait_for("MESSAGE_CREATE", lambda content: content["author"]["id"] != "0")
    failing = connection.wait_for("MESSAGE_CREATE", lambda content: bool(content["no such field"]))
    other = connection.wait_for("GUILD_DELETE", lambda _content: True)
    guild = next(guild for guild in await control.guilds() if shard_of_guild(guild.id, 4) == 0)
    message_id = await control.send_message(guild.id, "ahoy")
    await eventually(lambda: wanted.done() and failing.done(), "the event has come")
    assert wanted.result()["id"] == str(message_id)
    assert isinstance(failing.exception(), KeyError)
    assert not other.done()
    assert connection._dispatch_listeners[0].future is other

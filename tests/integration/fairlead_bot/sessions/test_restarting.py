"""Pods whose process ends and that another process follows: sessions go on, caches are warm."""

from pathlib import Path

import discord
import pytest
from redis.asyncio import Redis

from fairlead_bot.bot import FairleadBot
from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_bot.conftest import StartPod, StartProcess
from tests.integration.fairlead_bot.faults import INVALID_SESSION, end_session, link_of, session_of
from tests.integration.fairlead_bot.pods import LocalPod, PodProcess
from tests.integration.fairlead_bot.redis_proxy import redis_proxy
from tests.integration.fairlead_bot.stored_sessions import StoredSlot
from tests.integration.fairlead_bot.waiting import eventually

pytestmark = pytest.mark.e2e

TAKEN_UP = "resumed after restart"


@pytest.fixture(autouse=True)
async def every_intent_is_granted(control: ControlClient) -> None:
    await control.set_bot(privileged_intents=True)


def bot_of(pod: LocalPod) -> FairleadBot:
    bot = pod.runtime.pod.bot
    assert bot is not None
    return bot


def heard(pod: LocalPod, name: str) -> list[tuple[object, ...]]:
    """What the cog of a pod heard of one event."""
    return [each for each in bot_of(pod).heard if each[0] == name]  # type: ignore[attr-defined] # the cog sets it


async def stopped(pod: LocalPod) -> list[tuple[object, ...]]:
    """Stop a pod; return what its cog heard until then."""
    told: list[tuple[object, ...]] = bot_of(pod).heard  # type: ignore[attr-defined] # the cog sets it
    await pod.stop()
    return told


async def ready_as_a_cog_sees_it(pod: LocalPod) -> None:
    """Wait until a pod's cog was told that the bot is ready: members that were asked for have come by then."""
    await pod.ready()
    await bot_of(pod).wait_until_ready()
    await eventually(lambda: len(heard(pod, "ready")) == 1, "the cog was told")


async def facts_of(process: PodProcess) -> list[str]:
    """What the cog told of the cache when it was ready: numbers in their order."""
    await process.ready()
    await eventually(lambda: '"event":"facts"' in process.output.replace(" ", ""), "the cog tells the facts")
    (line,) = [line for line in process.output.splitlines() if "facts" in line]
    return sorted(part for part in line.replace("{", ",").replace("}", ",").split(",") if is_fact(part))


def is_fact(part: str) -> bool:
    return any(f'"{name}"' in part for name in ("guilds", "members", "user", "application"))


async def test_a_terminated_process_is_followed_by_one_that_resumes_with_a_warm_cache(
    start_process: StartProcess, control: ControlClient, telling: dict[str, str]
):
    first = await start_process(0, **telling)
    before = await facts_of(first)
    assert await first.terminate() == 0
    second = await start_process(0, **telling)
    assert await facts_of(second) == before
    assert second.output.count('"what": "shard_resumed"') == 2
    report = await control.report()
    assert (report.identifies, report.resumes, report.violations) == (2, 2, {})


async def test_a_killed_process_is_followed_by_one_that_resumes_from_the_last_checkpoint(
    start_process: StartProcess, control: ControlClient, telling: dict[str, str], stored: StoredSlot
):
    first = await start_process(0, **telling)
    before = await facts_of(first)
    guild = (await control.guilds())[0]
    await control.send_message(guild.id, "handled by the first")
    await eventually(lambda: "handled by the first" in first.output, "the first process handles it")
    await first.kill()
    await control.send_message(guild.id, "for the second")
    second = await start_process(0, **telling)
    assert await facts_of(second) == before
    await eventually(lambda: "for the second" in second.output, "the second process handles it")
    assert "handled by the first" not in second.output
    report = await control.report()
    assert (report.identifies, report.resumes, report.violations) == (2, 2, {})


async def test_a_standby_takes_the_sessions_of_a_killed_process_up_when_its_lease_has_ended(
    start_pod: StartPod, start_process: StartProcess, control: ControlClient, telling: dict[str, str]
):
    first = await start_process(0, **telling)
    await facts_of(first)
    standby = start_pod(1, **telling)
    await standby.standby()
    await first.kill()
    await standby.ready()
    assert [shard.record.sessions[-1].cause for shard in standby.shards.values()] == [TAKEN_UP] * 2
    report = await control.report()
    assert (report.identifies, report.resumes, report.violations) == (2, 2, {})


async def test_to_a_cog_a_start_by_resuming_is_like_any_other(
    start_pod: StartPod, control: ControlClient, telling: dict[str, str]
):
    first = start_pod(0, **telling)
    await ready_as_a_cog_sees_it(first)
    guild = (await control.guilds())[0]
    await control.send_message(guild.id, "before")
    await eventually(lambda: ("message", "before") in heard(first, "message"), "the message is there")
    before = {each.id: {member.id for member in each.members} for each in bot_of(first).guilds}
    messages = [message.id for message in bot_of(first).cached_messages]
    user = bot_of(first).user
    await first.stop()

    second = start_pod(0, **telling)
    await ready_as_a_cog_sees_it(second)
    bot = bot_of(second)
    assert {each.id: {member.id for member in each.members} for each in bot.guilds} == before
    assert [message.id for message in bot.cached_messages] == messages
    assert bot.user == user
    assert bot.application_id is not None
    assert bot.is_ready()
    told = bot.heard  # type: ignore[attr-defined] # the cog sets it
    assert sorted(each for each in told if each[0].startswith("shard_")) == [
        ("shard_connect", 0),
        ("shard_connect", 1),
        ("shard_ready", 0),
        ("shard_ready", 1),
        ("shard_resumed", 0),
        ("shard_resumed", 1),
    ]
    assert told.index(("ready",)) > max(told.index(("shard_resumed", shard_id)) for shard_id in (0, 1))
    assert heard(second, "guild_join") == []
    assert [start.cause for shard in second.shards.values() for start in shard.record.sessions] == [TAKEN_UP] * 2
    assert [shard.record.resumes for shard in second.shards.values()] == [1, 1]
    assert [len(shard.record.guild_ids) for shard in second.shards.values()] == [4, 4]
    assert (await control.report()).identifies == 2


async def test_a_persistent_view_answers_after_the_restart(
    start_pod: StartPod, control: ControlClient, telling: dict[str, str]
):
    first = start_pod(0, **telling)
    await ready_as_a_cog_sees_it(first)
    guild = bot_of(first).guilds[0]
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="press", custom_id="press"))
    message = await guild.text_channels[0].send("a menu", view=view)
    await first.stop()
    await start_pod(0, **telling).ready()
    answer = await control.use_component(guild.id, message.id, "press")
    assert answer.content == "pressed"


async def test_what_happened_between_two_processes_is_handled_once_and_in_order(
    start_pod: StartPod, control: ControlClient, telling: dict[str, str]
):
    first = start_pod(0, **telling)
    await ready_as_a_cog_sees_it(first)
    guild = (await control.guilds())[0]
    await control.send_message(guild.id, "one")
    await eventually(lambda: heard(first, "message") == [("message", "one")], "the first handles it")
    await first.stop()
    for text in ("two", "three"):
        await control.send_message(guild.id, text)
    second = start_pod(0, **telling)
    await ready_as_a_cog_sees_it(second)
    await control.send_message(guild.id, "four")
    await eventually(lambda: ("message", "four") in heard(second, "message"), "the second goes on")
    assert [text for _, text in heard(second, "message")] == ["two", "three", "four"]


async def test_sessions_are_handed_on_again_and_again(
    start_pod: StartPod, control: ControlClient, telling: dict[str, str], stored: StoredSlot
):
    guild = (await control.guilds())[0]
    texts = list[str]()
    for number in range(4):
        pod = start_pod(0, **telling)
        await ready_as_a_cog_sees_it(pod)
        texts.append(f"message {number}")
        await control.send_message(guild.id, texts[-1])
        await eventually(lambda: ("message", texts[-1]) in heard(pod, "message"), "it is handled")  # noqa: B023 - awaited here
        assert [message.content for message in bot_of(pod).cached_messages] == texts
        await pod.stop()
    report = await control.report()
    assert (report.identifies, report.resumes, report.violations) == (2, 6, {})


async def test_a_shard_without_a_stored_session_identifies_beside_one_that_resumes_and_the_bot_is_ready_once_after_both(
    start_pod: StartPod, control: ControlClient, telling: dict[str, str], stored: StoredSlot
):
    first = start_pod(0, **telling)
    await ready_as_a_cog_sees_it(first)
    guilds = {guild.id for guild in bot_of(first).guilds}
    await first.stop()
    await stored.redis.delete(stored.keys.session(stored.generation, 1))
    second = start_pod(0, **telling)
    await ready_as_a_cog_sees_it(second)
    starts = [(start.resumed, start.cause) for shard in second.shards.values() for start in shard.record.sessions]
    assert starts == [(True, TAKEN_UP), (False, "start")]
    assert {guild.id for guild in bot_of(second).guilds} == guilds
    assert not any(guild.unavailable for guild in bot_of(second).guilds)
    told = bot_of(second).heard  # type: ignore[attr-defined] # the cog sets it
    assert {("shard_ready", 0), ("shard_ready", 1)} <= set(told[: told.index(("ready",))])
    assert (await control.report()).identifies == 3


async def test_a_shard_that_resumed_and_then_loses_its_session_makes_the_bot_ready_no_second_time(
    start_pod: StartPod, control: ControlClient, telling: dict[str, str]
):
    first = start_pod(0, **telling)
    await first.ready()
    await first.stop()
    second = start_pod(0, **telling)
    await ready_as_a_cog_sees_it(second)
    await control.inject("drop", shard_id=0)
    await second.resumed(0, times=2)
    assert len(heard(second, "ready")) == 1
    assert len(heard(second, "shard_ready")) == 2


async def test_a_redis_that_is_away_while_a_pod_stops_costs_no_identify_and_no_event(
    start_pod: StartPod, control: ControlClient, telling: dict[str, str], redis_url: str, stored: StoredSlot
):
    guild = (await control.guilds())[0]
    async with redis_proxy(redis_url) as proxy:
        first = start_pod(0, REDIS_URL=proxy.url, **telling)
        await ready_as_a_cog_sees_it(first)
        await stored.begun(first.shards)
        await control.send_message(guild.id, "one")
        await eventually(lambda: heard(first, "message") == [("message", "one")], "the first handles it")
        proxy.cut()
        await control.send_message(guild.id, "two")
        told = await stopped(first)
        assert [each for each in told if each[0] == "message"] == [("message", "one")], "no mark, no handler"
        proxy.mend()
        second = start_pod(0, REDIS_URL=proxy.url, **telling)
        await ready_as_a_cog_sees_it(second)
        await eventually(lambda: heard(second, "message") == [("message", "two")], "the second handles the rest")
        report = await control.report()
        assert (report.identifies, report.resumes, report.violations) == (2, 2, {})
        await second.stop()


async def test_a_store_that_was_emptied_is_written_anew_while_the_pod_runs(
    start_pod: StartPod, control: ControlClient, telling: dict[str, str], redis: Redis, stored: StoredSlot
):
    first = start_pod(0, **telling)
    await ready_as_a_cog_sees_it(first)
    await stored.caught_up(first)
    await redis.flushall()
    guild = (await control.guilds())[0]
    await control.send_message(guild.id, "after the loss")
    await eventually(lambda: heard(first, "message") == [("message", "after the loss")], "events are handled again")
    await stored.caught_up(first)
    await first.stop()
    second = start_pod(0, **telling)
    await ready_as_a_cog_sees_it(second)
    assert heard(second, "message") == []
    report = await control.report()
    assert (report.identifies, report.resumes, report.violations) == (2, 2, {})


async def test_a_bot_without_a_session_store_identifies_at_each_start(
    start_pod: StartPod, control: ControlClient, telling: dict[str, str], stored: StoredSlot
):
    for _ in range(2):
        pod = start_pod(0, FAIRLEAD_SESSION_STORE="false", **telling)
        await pod.ready()
        await pod.stop()
    assert (await control.report()).identifies == 4
    assert await stored.sessions() == {}


async def test_nothing_that_is_not_durable_is_ever_told_to_discord(
    start_pod: StartPod, control: ControlClient, telling: dict[str, str], stored: StoredSlot, simulator: Simulator
):
    pod = start_pod(0, **telling | {"FAIRLEAD_CHECKPOINT_SECONDS": "3600"})
    await pod.ready()
    await stored.begun(pod.shards)
    guild = next(guild for guild in await control.guilds() if (guild.id >> 22) % 2 == 0)
    for number in range(5):
        await control.send_message(guild.id, f"message {number}")
    await eventually(lambda: len(heard(pod, "message")) == 5, "all are handled")
    durable = min((await stored.sessions())[0].mark, (await stored.sessions())[0].checkpoint)
    session = pod.shards[0].session
    assert session is not None
    assert session.durable <= durable < session.sequence
    connection = pod.shards[0].connection
    assert connection is not None
    await control.inject("drop", shard_id=0)
    await pod.resumed(0)
    assert len(heard(pod, "message")) == 5, "what was applied is not applied again"
    assert session_of(simulator, 0).missed(durable) is not None


SHOWS = """
from pathlib import Path

import discord


async def setup(bot):
    bot.activity, bot.status = discord.Game("{game}"), discord.Status.idle

    @bot.listen("on_message")
    async def show(message):
        await bot.change_presence(activity=discord.Game(message.content), shard_id=0)
"""


async def showing(start_pod: StartPod, telling: dict[str, str], folder: Path, game: str) -> LocalPod:
    """A pod that is ready and is to show a game, until a message names another one for its shard 0."""
    (folder / "showing.py").write_text(SHOWS.format(game=game))
    pod = start_pod(0, **telling | {"FAIRLEAD_COGS_DIRECTORY": str(folder), "FAIRLEAD_COGS_ENABLED": "showing"})
    await pod.ready()
    return pod


def shown(simulator: Simulator) -> list[str]:
    """The games that Discord was told of on each shard."""
    return [str(session_of(simulator, shard_id).presence.activities) for shard_id in (0, 1)]


async def test_the_presence_of_each_shard_stays_until_another_one_is_configured(
    start_pod: StartPod, control: ControlClient, simulator: Simulator, telling: dict[str, str], tmp_path: Path
):
    pod = await showing(start_pod, telling, tmp_path, "chess")
    assert all("chess" in game for game in shown(simulator))
    await control.send_message((await control.guilds())[0].id, "go")
    await eventually(lambda: "go" in shown(simulator)[0], "the cog has changed it on shard 0")
    await pod.stop()
    pod = await showing(start_pod, telling, tmp_path, "chess")
    assert "go" in shown(simulator)[0]
    assert "chess" in shown(simulator)[1]

    link = link_of(simulator, 0)
    end_session(simulator, 0)
    link.push(INVALID_SESSION)
    await eventually(lambda: pod.shards[0].record.identifies == 1 and pod.shards[0].state.value == "ready", "anew")
    await eventually(lambda: "go" in shown(simulator)[0], "it is shown again after an identify")
    await pod.stop()

    pod = await showing(start_pod, telling, tmp_path, "poker")
    await eventually(lambda: all("poker" in game for game in shown(simulator)), "what is configured is shown")
    assert (await control.report()).violations.keys() <= {"member_request_rate"}
    await pod.stop()

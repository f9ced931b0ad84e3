"""At-most-once delivery: a mark is durable before the handlers of its event begin."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from fairlead_bot.gateway.slot import HeldSlot
from fairlead_shared.fleet.records import ShardState
from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_bot.conftest import StartPod
from tests.integration.fairlead_bot.delivery.conversation import (
    TYPING,
    bot_of,
    heard,
    marks_of,
    received,
    say,
    seen,
    session_in,
)
from tests.integration.fairlead_bot.faults import INVALID_SESSION, emit, end_session, link_of, session_of
from tests.integration.fairlead_bot.pods import LocalPod
from tests.integration.fairlead_bot.redis_proxy import RedisProxy, redis_proxy
from tests.integration.fairlead_bot.stored_sessions import StoredSlot
from tests.integration.fairlead_bot.waiting import eventually

WORDS = tuple(f"word {at}" for at in range(30))


@pytest.fixture
async def proxy(redis_url: str) -> AsyncIterator[RedisProxy]:
    """The way of the pod to Redis."""
    async with redis_proxy(redis_url) as proxy:
        yield proxy


@pytest.fixture
async def pod(start_pod: StartPod, proxy: RedisProxy, noting: dict[str, str], stored: StoredSlot) -> LocalPod:
    """A ready pod whose sessions are in the store."""
    pod = start_pod(0, REDIS_URL=proxy.url, **noting)
    await pod.ready()
    await stored.begun(pod.shards)
    return pod


async def test_the_mark_of_an_event_is_in_redis_when_its_handler_begins(
    pod: LocalPod, control: ControlClient, stored: StoredSlot, simulator: Simulator
):
    bot_of(pod).session_key = stored.keys.session(stored.generation, 0)
    first = session_of(simulator, 0).sequence + 1
    await say(control, *WORDS)
    await heard(pod, *WORDS)
    await eventually(lambda: len(bot_of(pod).marks) == len(WORDS), "every handler has asked")
    for at, mark in enumerate(bot_of(pod).marks):
        assert mark >= first + at
    metrics = (await pod.get("/metrics"))[1]
    written = dict(marks_of(pod).figures.buckets())["+Inf"]
    assert written > 0
    assert f"fairlead_mark_commit_seconds_count {written}" in metrics
    assert "fairlead_mark_commit_failures_total 0.0" in metrics


async def test_events_that_nobody_listens_to_wait_for_nothing_and_write_nothing(pod: LocalPod, simulator: Simulator):
    committed = dict(marks_of(pod).figures.buckets())["+Inf"]
    for _ in range(20):
        emit(simulator, 0, "TYPING_START", TYPING)
    last = session_of(simulator, 0).sequence
    await eventually(lambda: session_in(pod.shards[0]).sequence == last, "every event is applied")
    assert dict(marks_of(pod).figures.buckets())["+Inf"] == committed


async def test_an_event_that_needs_no_mark_waits_behind_one_that_does(
    pod: LocalPod, control: ControlClient, proxy: RedisProxy, simulator: Simulator
):
    before = session_in(pod.shards[0]).sequence
    proxy.delay = 1.0
    await say(control, "needs a mark")
    emit(simulator, 0, "TYPING_START", TYPING)
    await received(pod, session_of(simulator, 0).sequence)
    assert session_in(pod.shards[0]).sequence == before
    assert pod.shards[0].surroundings.backlog_room.frames == 2
    assert "fairlead_events_waiting 2.0" in (await pod.get("/metrics"))[1]
    await heard(pod, "needs a mark")
    proxy.delay = 0.0
    await eventually(
        lambda: session_in(pod.shards[0]).sequence == session_of(simulator, 0).sequence, "both are applied"
    )


async def test_many_events_of_both_shards_share_a_round_trip_while_one_is_on_its_way(
    pod: LocalPod, control: ControlClient, proxy: RedisProxy
):
    committed = dict(marks_of(pod).figures.buckets())["+Inf"]
    proxy.delay = 0.5
    for at, word in enumerate(WORDS):
        await say(control, word, shard_id=at % 2)
    await eventually(lambda: len(seen(pod)) == len(WORDS), "every message is handled")
    for shard_id in (0, 1):
        words = [word for word in seen(pod) if word in WORDS[shard_id::2]]
        assert words == list(WORDS[shard_id::2])
    assert dict(marks_of(pod).figures.buckets())["+Inf"] - committed <= 6


async def test_without_redis_events_wait_in_order_while_connections_go_on(
    pod: LocalPod, control: ControlClient, proxy: RedisProxy, simulator: Simulator
):
    proxy.cut()
    await say(control, *WORDS)
    await received(pod, session_of(simulator, 0).sequence)
    assert seen(pod) == []
    assert pod.shards[0].state is ShardState.READY
    await eventually(lambda: marks_of(pod).figures.failures > 0, "a commit has failed")
    assert link_of(simulator, 0) is not None
    proxy.mend()
    await heard(pod, *WORDS)
    report = await control.report()
    assert (report.identifies, report.resumes, report.violations) == (2, 0, {})


async def test_a_store_that_gave_the_slot_to_another_lets_no_handler_begin(
    pod: LocalPod, control: ControlClient, stored: StoredSlot
):
    slot = pod.runtime.pod.slot
    assert isinstance(slot, HeldSlot)
    handled, shards = seen(pod), pod.shards
    await stored.redis.set(stored.keys.epoch(stored.generation, 0), slot.lease.holder.epoch + 1)
    await say(control, "not for this process")
    await eventually(lambda: slot.lost, "the slot is lost")
    await eventually(lambda: all(shard.state is ShardState.FENCED for shard in shards.values()), "the shards let go")
    assert handled == []


async def test_a_connection_that_ends_handles_what_it_has_asked_marks_for_and_nothing_twice(
    pod: LocalPod, control: ControlClient, proxy: RedisProxy, simulator: Simulator
):
    proxy.delay = 0.3
    await say(control, *WORDS[:5])
    await received(pod, session_of(simulator, 0).sequence)
    link_of(simulator, 0).cut()
    await say(control, *WORDS[5:10])
    await heard(pod, *WORDS[:10])
    proxy.delay = 0.0
    await pod.resumed(0)
    assert seen(pod) == list(WORDS[:10])


async def test_a_pod_that_is_stopped_while_marks_are_on_their_way_loses_and_doubles_nothing(
    pod: LocalPod, start_pod: StartPod, control: ControlClient, proxy: RedisProxy, noting: dict[str, str]
):
    proxy.delay = 0.2
    await say(control, *WORDS[:5])
    first = seen(pod)
    await pod.stop()
    await say(control, *WORDS[5:10])
    second = start_pod(0, **noting)
    await second.ready()
    await eventually(lambda: WORDS[9] in seen(second), "the last message is handled")
    assert first + seen(second) == list(WORDS[:10])
    report = await control.report()
    assert (report.identifies, report.resumes, report.violations) == (2, 2, {})


async def test_a_handler_that_stalls_holds_no_other_event_up(pod: LocalPod, control: ControlClient):
    bot_of(pod).goes_on.clear()
    await say(control, *WORDS[:3])
    await heard(pod, *WORDS[:3])
    bot_of(pod).goes_on.set()
    async with asyncio.timeout(10):
        await bot_of(pod).handlers.drain(5.0)


async def test_events_that_wait_when_discord_ends_their_session_are_handled_as_nobody_gets_them_again(
    pod: LocalPod, control: ControlClient, proxy: RedisProxy, simulator: Simulator
):
    proxy.cut()
    await say(control, *WORDS)
    await received(pod, session_of(simulator, 0).sequence)
    assert seen(pod) == []
    link = link_of(simulator, 0)
    end_session(simulator, 0)
    link.push(INVALID_SESSION)
    await heard(pod, *WORDS)
    proxy.mend()
    await pod.ready()
    assert seen(pod) == list(WORDS)

"""Pods that Redis does not answer for a while."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from fairlead_bot.gateway.slot import HeldSlot
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import LEASE_SECONDS
from fairlead_shared.fleet.ledger import DAILY_LIMIT, IdentifyLedger
from fairlead_shared.fleet.records import ShardState
from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_bot.conftest import StartPod
from tests.integration.fairlead_bot.faults import link_of, session_of
from tests.integration.fairlead_bot.pods import LocalPod
from tests.integration.fairlead_bot.store import Store, own_store
from tests.integration.fairlead_bot.waiting import eventually

pytestmark = pytest.mark.e2e

GENERATION = Generation(4, 2)
COUNTS_MESSAGES = """
async def setup(bot):
    bot.seen = []

    @bot.listen("on_message")
    async def note(message):
        bot.seen.append(message.id)
"""


@pytest.fixture
async def store(simulator: Simulator, tmp_path: Path) -> AsyncIterator[Store]:
    """A Redis of the test's own, trusted."""
    async with own_store(tmp_path, int(simulator.endpoints.application_id)) as store:
        yield store


@pytest.fixture
async def counting(start_pod: StartPod, store: Store, tmp_path: Path) -> LocalPod:
    """A ready pod on that Redis, whose cog notes every message."""
    folder = tmp_path / "cogs"
    folder.mkdir()
    (folder / "counting.py").write_text(COUNTS_MESSAGES)
    pod = start_pod(0, REDIS_URL=store.url, FAIRLEAD_COGS_DIRECTORY=str(folder), FAIRLEAD_COGS_ENABLED="counting")
    await pod.ready()
    return pod


def seen(pod: LocalPod) -> list[int]:
    """The messages that the cog has seen."""
    noted: list[int] = pod.runtime.pod.bot.seen  # type: ignore[union-attr] # the cog sets it
    return noted


def held(pod: LocalPod) -> HeldSlot:
    """The slot of a pod."""
    assert pod.runtime.pod.slot is not None
    return pod.runtime.pod.slot


def sequences(pod: LocalPod) -> list[int | None]:
    """What a heartbeat of each shard would carry."""
    return [shard.connection.sequence if shard.connection else None for shard in pod.shards.values()]


async def is_fenced(pod: LocalPod) -> None:
    """Wait until every shard of a pod is fenced."""
    await eventually(
        lambda: all(shard.state is ShardState.FENCED for shard in pod.shards.values()), "every shard is fenced"
    )


async def messages(control: ControlClient, count: int, *, shards: tuple[int, ...] = (0, 1)) -> list[int]:
    """Write messages in guilds of some shards, and return their ids."""
    guilds = [guild for guild in await control.guilds() if (guild.id >> 22) % 4 in shards]
    return [await control.send_message(guilds[at % len(guilds)].id, f"message {at}") for at in range(count)]


async def test_redis_down_for_half_a_minute_under_traffic_costs_no_identify_and_no_event(
    counting: LocalPod, store: Store, control: ControlClient, simulator: Simulator
):
    epoch = held(counting).lease.holder.epoch
    written = {0: list[int](), 1: list[int]()}
    await store.stop()
    stopped_at = asyncio.get_running_loop().time()
    await is_fenced(counting)
    assert not counting.runtime.pod.ready
    before, applied = seen(counting).copy(), sequences(counting)
    while asyncio.get_running_loop().time() - stopped_at < 30:
        for shard_id in written:
            written[shard_id] += await messages(control, 5, shards=(shard_id,))
        await asyncio.sleep(0.5)
    assert seen(counting) == before
    assert sequences(counting) == applied
    assert all(session.link is not None for session in simulator.simulation.application.sessions)
    await store.start()
    await counting.ready()
    everything = {message for ids in written.values() for message in ids}
    await eventually(lambda: everything <= set(seen(counting)), "every message was handled")
    for ids in written.values():
        assert [message for message in seen(counting) if message in set(ids)] == ids
    report = await control.report()
    assert (report.identifies, report.resumes, report.violations) == (2, 0, {})
    assert held(counting).lease.holder.epoch == epoch
    for shard_id, shard in counting.shards.items():
        assert shard.session is not None
        assert shard.session.sequence == session_of(simulator, shard_id).sequence


async def test_a_connection_that_breaks_meanwhile_waits_for_the_lease_and_is_then_resumed(
    counting: LocalPod, store: Store, control: ControlClient, simulator: Simulator
):
    await store.stop()
    await is_fenced(counting)
    written = await messages(control, 3, shards=(0,))
    shard = counting.shards[0]
    link_of(simulator, 0).cut()
    await eventually(lambda: not (shard.connection and shard.connection.open), "the connection is gone")
    written += await messages(control, 3, shards=(0,))
    assert (await control.report()).resumes == 0
    await store.start()
    await store.trust()
    await counting.ready()
    await eventually(lambda: len(seen(counting)) >= len(written), "every message was handled")
    assert seen(counting) == written
    assert shard.record.resumes == 1
    assert (await control.report()).identifies == 2


async def test_at_the_bound_a_connection_is_closed_and_its_events_come_with_the_resume(
    counting: LocalPod, store: Store, control: ControlClient
):
    room = counting.shards[0].surroundings.backlog_room
    room._most_frames = 5
    await store.stop()
    await is_fenced(counting)
    written = await messages(control, 12, shards=(0,))
    shard = counting.shards[0]
    await eventually(lambda: not (shard.connection and shard.connection.open), "the connection is closed")
    assert room.frames == 0
    assert shard.state is ShardState.FENCED
    await store.start()
    await store.trust()
    await counting.ready()
    await eventually(lambda: len(seen(counting)) >= len(written), "every message was handled")
    assert seen(counting) == written
    assert "overflowed" in shard.record.sessions[-1].cause
    assert (await control.report()).identifies == 2


async def test_a_short_silence_of_redis_changes_nothing(counting: LocalPod, store: Store, control: ControlClient):
    slot = held(counting)
    renewed_at = slot._renewed_at
    contents = await store.contents()
    await store.stop()
    await store.start()
    await store.restore(contents)
    await eventually(lambda: slot._renewed_at > renewed_at, "the lease is renewed", within=LEASE_SECONDS)
    assert counting.runtime.pod.ready
    assert (await control.report()).identifies == 2


async def test_redis_forgetting_everything_is_answered_by_writing_everything_again(
    counting: LocalPod, store: Store, redis: Redis
):
    await store.client.flushall()

    async def written_again() -> bool:
        keys = store.keys
        present = await store.client.exists(keys.lease(GENERATION, 0), keys.status(GENERATION), keys.guilds(GENERATION))
        return int(present) == 3

    await eventually(written_again, "lease, status and guilds are there again")
    assert counting.runtime.pod.ready


async def test_a_store_that_forgot_is_told_again_what_discord_said_of_the_day_s_identifies(
    start_pod: StartPod, store: Store, control: ControlClient
):
    ledger = IdentifyLedger(store.client, store.keys)
    await control.set_bot(session_limit=70, remaining=60)
    pod = start_pod(0, REDIS_URL=store.url)
    await pod.ready()
    assert (await ledger.remaining()).total == 70
    await store.client.flushall()
    assert (await ledger.remaining()).total == DAILY_LIMIT

    async def told() -> bool:
        return (await ledger.remaining()).total == 70

    await eventually(told, "the ledger has Discord's word again")
    budget = await ledger.remaining()
    assert budget.remaining == 60 - len(pod.shards), "the identifies since are known"
    assert budget.resets_at is not None
    assert pod.runtime.pod.ready

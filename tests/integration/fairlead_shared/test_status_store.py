"""Status reports on a real Redis."""

import asyncio
from datetime import UTC, datetime

import pytest
from redis.asyncio import Redis

from fairlead_shared.errors import StoreError
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import HoldReason, ShardState, ShardSummary
from fairlead_shared.fleet.status import FORGET_SECONDS, ShardView, StatusStore, reporting_generation
from fairlead_shared.redis_client import check_redis, connect_redis
from tests.builders.fleet import pod_status

KEYS = FleetKeys(42)
GENERATION = Generation(4, 2)


@pytest.fixture
def store(redis: Redis) -> StatusStore:
    return StatusStore(redis, KEYS, GENERATION)


async def test_what_pods_publish_is_what_readers_see(store: StatusStore):
    await asyncio.gather(store.publish(pod_status("a-0", 0, guilds=2)), store.publish(pod_status("a-1", 1, guilds=3)))
    fleet = await store.read()
    assert fleet.ready
    assert fleet.guilds == 10
    assert all(0 <= report.age < 5 for report in fleet.pods)


async def test_the_summary_tells_of_the_shards_what_the_whole_status_does(store: StatusStore):
    until = datetime(2026, 11, 2, 12, 0, 0, 250_000, tzinfo=UTC)
    waits = pod_status(
        "a-1", 1, state=ShardState.WAITING_FOR_BUDGET, hold=HoldReason.BRAKE, waiting_until=until, epoch=1 << 53
    )
    await asyncio.gather(store.publish(pod_status("a-0", 0, guilds=2)), store.publish(waits))
    await store.publish(pod_status("a-2", None))
    whole, brief = await store.read(), await store.summary()
    assert (brief.ready_shards, brief.guilds) == (whole.ready_shards, whole.guilds) == (2, 4)
    for summary, view in zip(brief.shards, whole.shards, strict=True):
        assert summary.status is not None
        assert view.status is not None
        assert (summary.shard_id, summary.pod, summary.stale) == (view.shard_id, view.pod, view.stale)
        assert summary.status.model_dump() == view.status.model_dump(include=set(ShardSummary.model_fields))
    assert brief.shards[3].status == ShardSummary(
        shard_id=3, state=ShardState.WAITING_FOR_BUDGET, hold=HoldReason.BRAKE, waiting_until=until
    )


async def test_the_summary_of_a_fleet_that_nobody_reported_on_is_empty(store: StatusStore):
    assert [shard.status for shard in (await store.summary()).shards] == [None] * 4


async def test_a_summary_leaves_the_figures_out(store: StatusStore, redis: Redis):
    await store.publish(pod_status("a-0", 0))
    sizes = [await redis.hstrlen(key, "a-0") for key in (KEYS.summaries(GENERATION), KEYS.status(GENERATION))]
    assert 3 * sizes[0] < sizes[1]


async def test_a_report_that_is_not_renewed_becomes_stale(store: StatusStore, redis: Redis):
    await store.publish(pod_status("a-0", 0))
    value = await redis.hget(KEYS.status(GENERATION), "a-0")
    assert isinstance(value, bytes)
    millis, _, record = value.partition(b" ")
    await redis.hset(KEYS.status(GENERATION), "a-0", f"{int(millis) - 11_000} ".encode() + record)
    fleet = await store.read()
    assert fleet.shards[0].stale
    assert not fleet.shards[0].ready


async def test_a_pod_that_is_gone_is_forgotten_while_others_report(store: StatusStore, redis: Redis):
    for pod in ("a-0", "a-1"):
        await store.publish(pod_status(pod, None))
    await redis.zincrby(KEYS.status_times(GENERATION), -FORGET_SECONDS * 1000, "a-0")
    await store.publish(pod_status("a-1", None))
    assert [report.status.pod for report in (await store.read()).pods] == ["a-1"]
    assert await redis.zrange(KEYS.status_times(GENERATION), 0, -1) == [b"a-1"]
    assert await redis.hkeys(KEYS.summaries(GENERATION)) == [b"a-1"]


async def test_a_pod_that_was_silent_for_less_is_kept(store: StatusStore, redis: Redis):
    await store.publish(pod_status("a-0", None))
    await redis.zincrby(KEYS.status_times(GENERATION), -(FORGET_SECONDS - 60) * 1000, "a-0")
    await store.publish(pod_status("a-1", None))
    assert [report.status.pod for report in (await store.read()).pods] == ["a-0", "a-1"]


async def test_all_that_pods_wrote_is_forgotten_when_nobody_writes_any_more(store: StatusStore, redis: Redis):
    await store.publish(pod_status("a-0", 0))
    await store.publish_guilds({0: [1]})
    hashes = KEYS.status(GENERATION), KEYS.summaries(GENERATION), KEYS.guilds(GENERATION)
    for key in (*hashes, KEYS.status_times(GENERATION), KEYS.generations):
        assert 0 < await redis.ttl(key) <= FORGET_SECONDS


async def test_the_generation_that_runs_is_the_one_that_reported_last(store: StatusStore, redis: Redis):
    assert await reporting_generation(redis, KEYS) is None
    await StatusStore(redis, KEYS, Generation(8, 2)).publish(pod_status("b-0", 0))
    await redis.zincrby(KEYS.generations, -5_000, "8x2")
    await store.publish(pod_status("a-0", 0))
    assert await reporting_generation(redis, KEYS) == GENERATION
    assert await reporting_generation(redis, FleetKeys(43)) is None
    assert await redis.zcard(KEYS.generations) == 2
    await redis.zincrby(KEYS.generations, -FORGET_SECONDS * 1000, "8x2")
    await store.publish(pod_status("a-0", 0))
    assert await redis.zrange(KEYS.generations, 0, -1) == [b"4x2"]


async def test_figures_are_those_of_the_pod_that_drives_the_shard(store: StatusStore):
    await store.publish(pod_status("a-0", 0, guilds=2, epoch=1))
    await store.publish(pod_status("a-1", 0, guilds=3, epoch=2))
    brief = await store.summary()
    found = await store.figures(brief.shards[1:])
    assert {shard_id: status.guilds for shard_id, status in found.items()} == {1: 3}
    assert found[1] == (await store.read()).shards[1].status
    assert await store.figures([ShardView(0), ShardView(3, "a-0"), ShardView(0, "gone")]) == {}


async def test_the_guilds_of_a_shard_can_be_read(store: StatusStore):
    await store.publish_guilds({0: [9, 4], 1: []})
    await store.publish_guilds({2: [5]})
    assert await store.guilds() == {0: [4, 9], 1: [], 2: [5]}


async def test_a_redis_that_is_not_there_is_named():
    client = connect_redis("redis://127.0.0.1:1/0")
    with pytest.raises(StoreError, match=r"Redis at 127\.0\.0\.1:1 does not answer"):
        await check_redis(client, "127.0.0.1:1")
    await client.aclose()

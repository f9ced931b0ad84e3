"""Status reports on a real Redis."""

import asyncio

import pytest
from redis.asyncio import Redis

from fairlead_shared.errors import StoreError
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.status import FORGET_SECONDS, StatusStore
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


async def test_a_pod_that_was_silent_for_less_is_kept(store: StatusStore, redis: Redis):
    await store.publish(pod_status("a-0", None))
    await redis.zincrby(KEYS.status_times(GENERATION), -(FORGET_SECONDS - 60) * 1000, "a-0")
    await store.publish(pod_status("a-1", None))
    assert [report.status.pod for report in (await store.read()).pods] == ["a-0", "a-1"]


async def test_all_that_pods_wrote_is_forgotten_when_nobody_writes_any_more(store: StatusStore, redis: Redis):
    await store.publish(pod_status("a-0", 0))
    await store.publish_guilds({0: [1]})
    for key in (KEYS.status(GENERATION), KEYS.status_times(GENERATION), KEYS.guilds(GENERATION)):
        assert 0 < await redis.ttl(key) <= FORGET_SECONDS


async def test_the_guilds_of_a_shard_can_be_read(store: StatusStore):
    await store.publish_guilds({0: [9, 4], 1: []})
    await store.publish_guilds({2: [5]})
    assert await store.guilds() == {0: [4, 9], 1: [], 2: [5]}


async def test_a_redis_that_is_not_there_is_named():
    client = connect_redis("redis://127.0.0.1:1/0")
    with pytest.raises(StoreError, match=r"Redis at 127\.0\.0\.1:1 does not answer"):
        await check_redis(client, "127.0.0.1:1")
    await client.aclose()

"""How often Redis is read for those who look at the fleet, and who waits for it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from fairlead_api.shards.reader import LOOK_SECONDS, SERVED_SECONDS, FleetReader
from fairlead_cli.local.redis_server import RedisServer
from fairlead_shared.errors import StoreError
from fairlead_shared.redis_client import connect_redis
from fairlead_simulator.server import Simulator
from tests.builders.fleet import pod_status
from tests.fakes.clock import FakeClock
from tests.integration.fairlead_api.conftest import Publish


@pytest.fixture
def clock() -> FakeClock:
    """The reader's clock."""
    return FakeClock()


@pytest.fixture
async def reader(redis: Redis, simulator: Simulator, publish: Publish, clock: FakeClock) -> AsyncIterator[FleetReader]:
    """A reader of a fleet that reports."""
    await publish(pod_status("demo-2x2-0", 0))
    reader = FleetReader(redis, int(simulator.endpoints.application_id), clock)
    yield reader
    await reader.aclose()


async def silent_for(redis: Redis, milliseconds: int) -> None:
    """Have Redis answer nobody for a while."""
    await redis.client_pause(milliseconds)


async def number_after(reader: FleetReader, number: int) -> int:
    """Look until there is something newer."""
    async with asyncio.timeout(10.0):
        while (found := (await reader.look()).number) == number:
            await asyncio.sleep(0.01)
    return found


async def test_all_who_ask_within_a_second_get_one_reading(reader: FleetReader, clock: FakeClock):
    looks = await asyncio.gather(*(reader.look() for _ in range(20)))
    clock.advance(LOOK_SECONDS / 2)
    assert {look.number for look in (*looks, await reader.look())} == {1}


async def test_nobody_waits_while_redis_is_read_again(redis: Redis, reader: FleetReader, clock: FakeClock):
    await reader.look()
    await silent_for(redis, 300)
    clock.advance(LOOK_SECONDS)
    assert [(await reader.look()).number for _ in range(5)] == [1] * 5
    assert await number_after(reader, 1) == 2


async def test_what_is_too_old_is_shown_to_nobody(redis: Redis, reader: FleetReader, clock: FakeClock):
    await reader.look()
    await silent_for(redis, 100)
    clock.advance(SERVED_SECONDS)
    assert (await reader.look()).number == 2


async def test_without_redis_the_last_reading_serves_for_a_moment_and_then_whoever_asks_is_told(
    own_redis: RedisServer, clock: FakeClock
):
    redis = connect_redis(own_redis.url)
    reader = FleetReader(redis, 1, clock)
    await reader.look()
    await own_redis.stop()
    clock.advance(LOOK_SECONDS)
    assert (await reader.look()).number == 1
    clock.advance(SERVED_SECONDS)
    with pytest.raises(StoreError):
        await reader.look()
    await reader.aclose()
    await redis.aclose()

"""A script on a connection of its own, with a real Redis."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from fairlead_shared.redis_client import connect_redis
from fairlead_shared.script_connection import ScriptConnection
from tests.integration.fairlead_bot.redis_proxy import RedisProxy, redis_proxy

ADD = "return redis.call('INCRBY', KEYS[1], ARGV[1])"


@pytest.fixture
async def proxy(redis_url: str) -> AsyncIterator[RedisProxy]:
    async with redis_proxy(redis_url) as proxy:
        yield proxy


@pytest.fixture
async def add(proxy: RedisProxy) -> AsyncIterator[ScriptConnection]:
    redis = connect_redis(proxy.url)
    async with aclosing(redis), aclosing(ScriptConnection(redis, ADD)) as add:
        yield add


async def test_a_script_that_redis_does_not_know_yet_runs_as_well(add: ScriptConnection, redis: Redis):
    assert await add(["sum"], [2]) == 2
    assert await add(["sum"], [3]) == 5
    await redis.script_flush()
    assert await add(["sum"], [4]) == 9


async def test_a_connection_that_was_closed_meanwhile_is_made_again_within_the_call(
    add: ScriptConnection, redis: Redis
):
    await add(["sum"], [1])
    await redis.client_kill_filter(_type="normal", skipme=True)
    assert await add(["sum"], [1]) == 2


async def test_a_redis_that_is_away_is_an_error_and_one_that_is_back_is_not(add: ScriptConnection, proxy: RedisProxy):
    proxy.cut()
    with pytest.raises((RedisError, OSError)):
        await add(["sum"], [1])
    proxy.mend()
    assert await add(["sum"], [1]) == 1


async def test_a_call_that_is_cancelled_leaves_its_answer_to_nobody(add: ScriptConnection, proxy: RedisProxy):
    await add(["sum"], [1])
    proxy.delay = 0.5
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await add(["other"], [100])
    proxy.delay = 0.0
    assert await add(["sum"], [1]) == 2


async def test_an_error_of_the_script_is_told_and_the_connection_stays(add: ScriptConnection, redis: Redis):
    await redis.set("word", "no number")
    with pytest.raises(ResponseError):
        await add(["word"], [1])
    assert await add(["sum"], [1]) == 1

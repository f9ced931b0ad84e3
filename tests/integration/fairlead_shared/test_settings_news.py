"""Hearing of changed settings, from a Redis that comes and goes."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from fairlead_cli.local.redis_server import RedisServer
from fairlead_shared.clock import SystemClock
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.guild_settings import changes
from fairlead_shared.guild_settings.changes import AnythingMayHaveChanged, GuildSettingsChange, News, news, publish
from fairlead_shared.redis_client import connect_redis

CHANNEL = FleetKeys(1).guild_settings
CHANGE = GuildSettingsChange(guild_id=2**63 - 1, key="welcome", version=1_700_000_000_000_000)


@pytest.fixture
async def heard(own_redis: RedisServer) -> AsyncIterator[AsyncIterator[News]]:
    client = connect_redis(own_redis.url)
    async with asyncio.timeout(60), aclosing(news(client, CHANNEL, SystemClock())) as stream:
        yield stream
    await client.aclose()


@pytest.fixture
async def teller(own_redis: RedisServer) -> AsyncIterator[Redis]:
    client = connect_redis(own_redis.url)
    yield client
    await client.aclose()


async def test_who_begins_to_hear_knows_nothing_and_then_every_change(heard: AsyncIterator[News], teller: Redis):
    assert await anext(heard) == AnythingMayHaveChanged()
    await publish(teller, FleetKeys(2).guild_settings, [CHANGE])  # another bot's
    other = CHANGE.model_copy(update={"key": "levels"})
    await publish(teller, CHANNEL, [CHANGE, other])
    assert [await anext(heard), await anext(heard)] == [CHANGE, other]


@pytest.mark.parametrize("text", ["", "{", "5", '{"guild_id": "5", "key": "a", "version": 1}', b"\xff"])
async def test_a_message_that_cannot_be_read_may_mean_anything(
    heard: AsyncIterator[News], teller: Redis, text: str | bytes
):
    assert await anext(heard) == AnythingMayHaveChanged()
    await teller.publish(CHANNEL, text)
    await publish(teller, CHANNEL, [CHANGE])
    assert [await anext(heard), await anext(heard)] == [AnythingMayHaveChanged(), CHANGE]


async def test_after_redis_was_lost_anything_may_have_changed(
    heard: AsyncIterator[News], teller: Redis, own_redis: RedisServer
):
    assert await anext(heard) == AnythingMayHaveChanged()
    own_redis.kill()
    waiting = asyncio.ensure_future(anext(heard))
    await asyncio.wait([waiting], timeout=1.5)
    assert not waiting.done()
    await own_redis.start()
    assert await waiting == AnythingMayHaveChanged()
    await publish(teller, CHANNEL, [CHANGE])
    assert await anext(heard) == CHANGE


async def test_a_redis_that_is_silent_is_lost(
    heard: AsyncIterator[News], own_redis: RedisServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(changes, "SILENCE_SECONDS", 0.2)
    assert await anext(heard) == AnythingMayHaveChanged()
    assert own_redis._process is not None
    os.kill(own_redis._process.pid, signal.SIGSTOP)
    try:
        with capture_logs() as logs:
            waiting = asyncio.ensure_future(anext(heard))
            while not logs:
                await asyncio.sleep(0.01)
    finally:
        os.kill(own_redis._process.pid, signal.SIGCONT)
    assert await waiting == AnythingMayHaveChanged()


async def test_a_redis_where_nothing_happens_is_not_lost(
    heard: AsyncIterator[News], teller: Redis, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(changes, "SILENCE_SECONDS", 0.2)
    assert await anext(heard) == AnythingMayHaveChanged()
    waiting = asyncio.ensure_future(anext(heard))
    await asyncio.wait([waiting], timeout=2)
    await publish(teller, CHANNEL, [CHANGE])
    assert await waiting == CHANGE

"""What the API does while Redis, PostgreSQL or Discord are away."""

import asyncio
import time
from pathlib import Path

import pytest
from redis.asyncio import Redis
from sqlalchemy import select

from fairlead_api.rate_limits.limiter import RETRY_SECONDS
from fairlead_cli.local.postgres_server import PostgresServer
from fairlead_cli.local.redis_server import RedisServer
from fairlead_shared.database import engine
from fairlead_shared.database.models import AuthorizedUser
from fairlead_shared.database.scope import FleetScope
from fairlead_simulator.client import ControlClient
from tests.integration.fairlead_api.api_server import API
from tests.integration.fairlead_api.browser import Answer, Browser
from tests.integration.fairlead_api.conftest import OpenBrowser, StartApi
from tests.integration.fairlead_api.world import World

PATIENCE_SECONDS = 15.0


async def becomes(browser: Browser, path: str, status: int) -> Answer:
    """Ask until an answer has a status."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            answer = await browser.ask("GET", path)
            if answer.status == status:
                return answer
            await asyncio.sleep(0.05)


async def test_without_redis_the_api_answers_with_limits_of_its_own_and_recovers(
    open_browser: OpenBrowser, world: World, start_api: StartApi, own_redis: RedisServer
):
    browser = open_browser(await start_api(REDIS_URL=own_redis.url, API_RATE_LIMIT="3/h"))
    headers = {"Authorization": f"Bearer {await world.make_key('guilds:read')}"}
    assert (await browser.get("/guilds", headers=headers)).status == 200
    await own_redis.stop()
    began = time.monotonic()
    answers = [await browser.get("/guilds", headers=headers) for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 429, 429]  # nobody gets a second limit by it
    assert "RateLimit" in answers[0].headers
    assert time.monotonic() - began < 2.0
    health = await becomes(browser, "/health", 503)
    assert health.json == {"status": "away", "database": "ok", "redis": "away"}
    assert (await browser.ask("GET", "/readyz")).status == 200
    login = await browser.get("/auth/discord/login")
    assert (login.status, login.code) == (503, "store")
    assert login.headers["Retry-After"]
    await own_redis.start()
    await becomes(browser, "/health", 200)
    await browser.sign_in(world.owner)


async def test_what_was_allowed_while_redis_did_not_answer_counts_when_it_does(
    open_browser: OpenBrowser, world: World, start_api: StartApi, own_redis: RedisServer
):
    browser = open_browser(await start_api(REDIS_URL=own_redis.url, API_RATE_LIMIT="3/h", API_RATE_LIMIT_GUILD="9/h"))
    headers = {"Authorization": f"Bearer {await world.make_key('guilds:read')}"}
    await browser.ask("GET", "/readyz")
    await own_redis.stop()
    alone = [(await browser.get("/guilds", headers=headers)).status for _ in range(4)]
    assert alone == [200, 200, 200, 429]
    await own_redis.start()
    await becomes(browser, "/health", 200)
    await asyncio.sleep(RETRY_SECONDS)  # Redis decides from here, and forgot or never knew what was allowed
    statuses = [(await browser.get("/guilds", headers=headers)).status for _ in range(4)]
    assert statuses == [429] * 4
    async with Redis.from_url(own_redis.url) as redis:
        assert await redis.keys("fairlead:limit:*")


async def test_a_session_that_cannot_be_looked_up_lets_nobody_in(
    open_browser: OpenBrowser, world: World, start_api: StartApi, own_redis: RedisServer
):
    browser = open_browser(await start_api(REDIS_URL=own_redis.url))
    await browser.sign_in(world.owner)
    await own_redis.stop()
    answer = await browser.get(f"/guilds/{world.guild_id}")
    assert (answer.status, answer.code) == (503, "store")
    assert "127.0.0.1" not in answer.text
    await own_redis.start()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await browser.get(f"/guilds/{world.guild_id}")).status == 503:
            await asyncio.sleep(0.05)
    assert (await browser.get(f"/guilds/{world.guild_id}")).status == 401  # what Redis had is gone


async def test_without_postgresql_the_api_says_so_and_recovers(
    open_browser: OpenBrowser, start_api: StartApi, control: ControlClient, tmp_path: Path
):
    server = PostgresServer(tmp_path / "postgres", durable=False)
    await server.start()
    try:
        browser = open_browser(await start_api(DATABASE_URL=server.url))
        health = await becomes(browser, "/health", 503)
        assert health.json == {"status": "away", "database": "old_schema", "redis": "ok"}
        await server.stop()
        await browser.sign_in((await control.guilds())[0].owner_id)
        answer = await browser.get("/guilds")
        assert (answer.status, answer.code) == (503, "database")
        assert server.url not in answer.text
        await becomes(browser, "/readyz", 503)
        assert (await browser.ask("GET", "/livez")).status == 200
        await server.start()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (await browser.ask("GET", "/health")).json["database"] != "old_schema":
                await asyncio.sleep(0.05)
    finally:
        await server.stop()


async def test_while_discord_is_away_logins_fail_plainly_and_sessions_go_on(
    browser: Browser, open_browser: OpenBrowser, world: World, control: ControlClient
):
    await browser.sign_in(world.owner)
    other = open_browser()
    back = await other.agree(await other.begin_login(), world.delegate)
    await control.inject("server_error", status=503, seconds=600)
    answer = await other.come_back(back)
    assert (answer.status, answer.code) == (502, "discord")
    assert answer.json["detail"] == "Discord did not answer as expected."
    found = await browser.get(f"/guilds/{world.guild_id}/members?query=a")
    assert (found.status, found.code) == (502, "discord")
    assert (await browser.get(f"/guilds/{world.guild_id}")).status == 200
    assert (await browser.get("/auth/me")).json["team"] == "none"
    await control.clear_faults()
    assert (await browser.get(f"/guilds/{world.guild_id}/members?query=a")).status == 200


async def test_while_every_connection_is_in_use_requests_are_refused_in_time(
    open_browser: OpenBrowser, world: World, start_api: StartApi, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engine, "CONNECT_SECONDS", 0.3)
    browser = open_browser(await start_api(DATABASE_POOL_SIZE="1"))
    await browser.sign_in(world.owner)
    path = f"/guilds/{world.guild_id}/authorized-users"
    async with world.database.transaction(FleetScope()) as transaction:
        await transaction.execute(select(AuthorizedUser).with_for_update())
        waiting = asyncio.create_task(browser.delete(f"{path}/{world.delegate}"))
        refused = await becomes(browser, f"{API}{path}", 503)
        assert refused.code == "database"
        assert int(refused.headers["Retry-After"]) > 0
    assert (await waiting).status == 204
    assert (await browser.get(path)).status == 200

"""The shards of the fleet, as they change."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from redis.asyncio import Redis
from yarl import URL

from fairlead_api.app import end_streams
from fairlead_api.shards import stream
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import ShardState
from tests.builders.fleet import pod_status
from tests.integration.fairlead_api.api_server import API, RunningApi
from tests.integration.fairlead_api.browser import Browser
from tests.integration.fairlead_api.conftest import OpenBrowser, Publish, StartApi
from tests.integration.fairlead_api.world import World

PATIENCE_SECONDS = 15.0
PATH = f"{API}/shards/stream"


@pytest.fixture
async def replica(start_api: StartApi, world: World) -> RunningApi:
    return await start_api(ADMIN_DISCORD_IDS=str(world.stranger))


@pytest.fixture
async def admin(open_browser: OpenBrowser, world: World, replica: RunningApi) -> Browser:
    """Somebody of the developer team."""
    browser = open_browser(replica)
    await browser.sign_in(world.stranger)
    return browser


def cookie(browser: Browser) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}


class Events:
    """A stream that is read."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def line(self) -> str:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return (await self.response.content.readline()).decode()

    async def next(self) -> dict[str, Any]:
        """The next event's data."""
        name = await self.line()
        event: dict[str, Any] = json.loads((await self.line()).removeprefix("data: "))
        assert name == f"event: {event['event']}\n"
        assert await self.line() == "\n"
        return event

    async def ends(self) -> None:
        """Read to the end, whatever comes before."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self.response.content.read()


@asynccontextmanager
async def watching(browser: Browser) -> AsyncGenerator[Events]:
    url = URL(browser.api.url + PATH)
    async with browser.http.get(url, headers=cookie(browser)) as response:
        assert response.status == 200, await response.text()
        assert response.headers["Content-Type"].startswith("text/event-stream")
        yield Events(response)


async def test_a_stream_begins_with_every_shard_and_goes_on_with_changes_alone(admin: Browser, publish: Publish):
    await publish(pod_status("demo-4x2-0", 0, guilds=3, events_per_second=12.3))
    async with watching(admin) as events:
        first = await events.next()
        assert first == {
            "event": "snapshot",
            "generation": "4x2",
            "shards": [
                [0, "ready", "demo-4x2-0", 3, None, 12.0],
                [1, "ready", "demo-4x2-0", 3, None, 12.0],
                [2, "unknown", None, 0, None, 0.0],
                [3, "unknown", None, 0, None, 0.0],
            ],
        }
        same = pod_status("demo-4x2-0", 0, guilds=3, events_per_second=14.1)  # a little more, as happens
        await publish(same, pod_status("demo-4x2-1", 1, state=ShardState.CONNECTING))
        assert await events.next() == {
            "event": "changes",
            "generation": "4x2",
            "shards": [[2, "connecting", "demo-4x2-1", 0, None, 0.0], [3, "connecting", "demo-4x2-1", 0, None, 0.0]],
        }
        await publish(pod_status("demo-4x2-0", 0, guilds=3, events_per_second=27.5))
        assert [row[5] for row in (await events.next())["shards"]] == [28.0, 28.0]
        await publish(pod_status("demo-2x2-0", 0, generation=Generation(2, 2)))
        other = await events.next()
        assert (other["event"], other["generation"], len(other["shards"])) == ("snapshot", "2x2", 2)


async def test_a_pod_that_falls_silent_is_told_of(admin: Browser, publish: Publish):
    await publish(pod_status("demo-4x2-0", 0))
    async with watching(admin) as events:
        assert (await events.next())["shards"][0][1] == "ready"
        assert [row[1] for row in (await events.next())["shards"]] == ["stale", "stale"]


async def test_all_streams_of_a_process_share_one_reader(admin: Browser, publish: Publish, redis: Redis):
    await publish(pod_status("demo-4x2-0", 0))
    async with watching(admin) as one, watching(admin) as two, watching(admin) as three:
        streams = (one, two, three)
        for events in streams:
            await events.next()
        await redis.config_resetstat()
        for guilds in range(1, 4):
            await publish(pod_status("demo-4x2-0", 0, guilds=guilds))
            told = await asyncio.gather(*(events.next() for events in streams))
            assert [event["shards"][0][3] for event in told] == [guilds] * 3
        commands = await redis.info("commandstats")
    assert 3 <= commands["cmdstat_hvals"]["calls"] <= 6


async def test_a_quiet_stream_says_that_there_is_no_news(
    admin: Browser, publish: Publish, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 1.0)
    await publish(pod_status("demo-4x2-0", 0))
    async with watching(admin) as events:
        assert len((await events.next())["shards"]) == 4
        assert await events.next() == {"event": "changes", "generation": "4x2", "shards": []}


async def test_a_session_that_ended_ends_its_streams_within_seconds(
    admin: Browser, open_browser: OpenBrowser, replica: RunningApi, world: World
):
    other = open_browser(replica)
    await other.sign_in(world.stranger)
    async with watching(admin) as ended, watching(other) as kept:
        await ended.next()
        await kept.next()
        assert (await admin.post("/auth/logout")).status == 204
        await ended.ends()
        assert not kept.response.content.at_eof()


async def test_who_leaves_the_developer_team_is_told_no_more(
    open_browser: OpenBrowser, start_api: StartApi, world: World, redis: Redis
):
    viewer = open_browser(await start_api(MAIN_GUILD_ID=str(world.guild_id)))
    await viewer.sign_in(world.delegate)
    async with watching(viewer) as events:
        await events.next()
        del world.simulator.simulation.world.guilds[world.guild_id].members[world.delegate]
        await redis.delete(f"fairlead:team:{world.guild_id}:{world.delegate}")  # a minute later
        await events.ends()


async def test_while_redis_does_not_answer_the_stream_says_so_and_then_begins_anew(
    admin: Browser, publish: Publish, redis: Redis
):
    await publish(pod_status("demo-4x2-0", 0))
    async with watching(admin) as events:
        await events.next()
        await redis.client_pause(6_000)
        assert await events.next() == {"event": "away", "generation": None, "shards": []}
        event = await events.next()
        while event["event"] == "away":
            event = await events.next()
        assert (event["event"], len(event["shards"])) == ("snapshot", 4)


@asynccontextmanager
async def deaf(browser: Browser) -> AsyncGenerator[None]:
    """A client that asks for the stream and reads nothing of it."""
    url = URL(browser.api.url)
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(client, (url.host, url.port))
        head = f"GET {PATH} HTTP/1.1\r\nHost: {url.host}\r\nCookie: {cookie(browser)['Cookie']}\r\n\r\n"
        await loop.sock_sendall(client, head.encode())
        yield


async def test_a_client_that_never_reads_is_dropped_and_streams_are_limited(
    admin: Browser, publish: Publish, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stream, "WRITE_SECONDS", 1.0)
    monkeypatch.setattr(stream, "MOST_OF_A_USER", 1)
    pod = "demo-" + "x" * 500  # a snapshot of more than what the system keeps for a client
    statuses: list[int] = []
    async with deaf(admin), asyncio.timeout(PATIENCE_SECONDS * 2):
        while statuses[-2:] != [429, 200]:
            await publish(pod_status(pod, 0, generation=Generation(16_384, 16_384), guilds=len(statuses)))
            async with admin.http.get(URL(admin.api.url + PATH), headers=cookie(admin)) as response:
                statuses.append(response.status)
            await asyncio.sleep(0.2)


async def test_a_process_that_is_asked_to_stop_ends_its_streams(admin: Browser):
    async with watching(admin) as events:
        await events.next()
        end_streams(admin.api.app)
        await events.ends()

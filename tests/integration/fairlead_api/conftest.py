"""The API on the simulated Discord, a real Redis and a real PostgreSQL."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
from redis.asyncio import Redis

from fairlead_shared.database.database import Database
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PodStatus
from fairlead_shared.fleet.status import StatusStore
from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from tests.builders.guild_settings import LEVELS, WELCOME, add_distribution
from tests.integration.fairlead_api.api_server import RunningApi, running_api
from tests.integration.fairlead_api.browser import Browser
from tests.integration.fairlead_api.world import World, make_world

type StartApi = Callable[..., Awaitable[RunningApi]]
type OpenBrowser = Callable[..., Browser]
type Publish = Callable[..., Awaitable[None]]


@pytest.fixture
def bot_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install the settings classes of a bot, until the test ends."""
    add_distribution(tmp_path, WELCOME, LEVELS)
    monkeypatch.syspath_prepend(tmp_path)


@pytest.fixture
async def start_api(
    simulator: Simulator, redis_url: str, migrated_url: str, bot_settings: None
) -> AsyncIterator[StartApi]:
    """Start replicas, with variables of their own if need be; all end with the test."""
    async with AsyncExitStack() as stack:

        async def start(**changes: str) -> RunningApi:
            endpoints = simulator.endpoints
            environment = {
                "DISCORD_API_BASE_URL": endpoints.rest,
                "DISCORD_OAUTH_URL": endpoints.authorize,
                "DISCORD_CDN_URL": endpoints.cdn,
                "DISCORD_BOT_TOKEN": endpoints.token,
                "DISCORD_CLIENT_ID": endpoints.application_id,
                "DISCORD_CLIENT_SECRET": endpoints.client_secret,
                "DATABASE_URL": migrated_url,
                "DATABASE_POOL_SIZE": "5",
                "REDIS_URL": redis_url,
            }
            return await stack.enter_async_context(running_api(environment | changes))

        yield start


@pytest.fixture
async def api(start_api: StartApi) -> RunningApi:
    """A replica as in production."""
    return await start_api()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


@pytest.fixture
def open_browser(http: aiohttp.ClientSession, api: RunningApi) -> OpenBrowser:
    """Open browsers, each without cookies."""
    return lambda replica=api: Browser(replica, http)


@pytest.fixture
def browser(open_browser: OpenBrowser) -> Browser:
    return open_browser()


@pytest.fixture
def publish(redis: Redis, simulator: Simulator) -> Publish:
    """Report as pods of the bot do."""
    keys = FleetKeys(int(simulator.endpoints.application_id))

    async def report(*pods: PodStatus) -> None:
        for pod in pods:
            await StatusStore(redis, keys, Generation.parse(pod.generation)).publish(pod)

    return report


@pytest.fixture
async def world(control: ControlClient, database: Database, simulator: Simulator) -> World:
    """Two of the simulated guilds, known to the database with who may configure them."""
    return await make_world(await control.guilds(), database, simulator)

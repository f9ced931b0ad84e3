"""The dashboard before a real API, with a database, Redis and the simulator."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, StorageState

from fairlead_cli.local.dashboard_server import HOST, DashboardServer
from fairlead_cli.local.process import ChildProcess, free_port
from fairlead_shared.database.database import Database
from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from tests.builders.guild_settings import LEVELS, WELCOME, add_distribution
from tests.e2e.dashboard.api import api_environment
from tests.e2e.dashboard.built import BUILT
from tests.e2e.dashboard.harbour import Harbour, running_harbour
from tests.e2e.dashboard.visitor import Visitor
from tests.integration.fairlead_api.world import World, make_world

type Arrive = Callable[..., Awaitable[Visitor]]


@dataclass(frozen=True)
class Site:
    """The dashboard, and the API behind it.

    Attributes:
        dashboard: Where the dashboard is.
        api: Where the API's routes begin.
    """

    dashboard: str
    api: str


@pytest.fixture
async def world(control: ControlClient, database: Database, simulator: Simulator) -> World:
    """Two guilds."""
    return await make_world(await control.guilds(), database, simulator)


@pytest.fixture
def api_settings() -> dict[str, str]:
    """Further settings of the API; tests that need some have a fixture of their own by this name."""
    return {}


@pytest.fixture
def settings_classes() -> tuple[str, ...]:
    """The settings classes of the bot; a module may have others."""
    return WELCOME, LEVELS


@pytest.fixture
async def site(
    simulator: Simulator,
    redis_url: str,
    migrated_url: str,
    tmp_path: Path,
    settings_classes: tuple[str, ...],
    api_settings: dict[str, str],
) -> AsyncIterator[Site]:
    """The API with the settings classes of a bot, and the dashboard."""
    add_distribution(tmp_path, *settings_classes)
    dashboard = DashboardServer(tmp_path, BUILT, free_port(HOST))
    api_port = free_port(HOST)
    api = f"http://{HOST}:{api_port}"
    environment = api_environment(simulator, tmp_path, api, dashboard.url, migrated_url, redis_url)
    async with AsyncExitStack() as stack:
        process = ChildProcess(
            "the API",
            [sys.executable, "-m", "fairlead_api"],
            log=tmp_path / "api.log",
            environment=environment | {"API_PORT": str(api_port)} | api_settings,
            folder=tmp_path,
        )
        stack.push_async_callback(process.stop)
        await process.listening(HOST, api_port)
        stack.push_async_callback(dashboard.stop)
        await dashboard.start(api)
        yield Site(dashboard.url, f"{api}/api/v1")


@pytest.fixture
async def arrive(chromium: Browser, site: Site) -> AsyncIterator[Arrive]:
    """Have somebody come with a browser of their own; no page may have complained in the end."""
    visitors: list[Visitor] = []

    async def come(**options: object) -> Visitor:
        context = await chromium.new_context(**options)  # type: ignore[arg-type]  # options of Playwright
        visitors.append(await Visitor.with_browser(context, site.dashboard, site.api))
        return visitors[-1]

    yield come
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harbour]:
    """A fleet that runs; the tests of a module share it."""
    with running_harbour(tmp_path_factory.mktemp("harbour")) as running:
        yield running


@pytest.fixture(scope="module")
def kept() -> list[StorageState]:
    """What the browser of the fleet's owner keeps after they signed in, for the next test of a module."""
    return []


@pytest.fixture
async def come_aboard(chromium: Browser, harbour: Harbour, kept: list[StorageState]) -> AsyncIterator[Arrive]:
    """Have the fleet's owner come with a new browser, signed in; no page may have complained in the end."""
    visitors: list[Visitor] = []

    async def come(**options: object) -> Visitor:
        stored = {"storage_state": kept[-1]} if kept else {}
        context = await chromium.new_context(**stored, **options)  # type: ignore[arg-type]  # options of Playwright
        visitor = await Visitor.with_browser(context, harbour.urls["dashboard"], harbour.urls["api"])
        visitors.append(visitor)
        if not (await context.request.get(f"{visitor.dashboard}/api/v1/auth/me")).ok:
            await visitor.page.goto(harbour.urls["login"])
            await visitor.page.locator('button[name="user_id"]').first.click()
            await visitor.page.wait_for_url(f"{visitor.dashboard}/")
            kept.append(await context.storage_state())
        return visitor

    yield come
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []

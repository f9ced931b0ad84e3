"""Two people in a real browser: one signs in and lets the other in, who changes a setting and is put out again.

Both replicas of the API are processes. Only a page of the dashboard's origin stands for the dashboard: it lets the
browser's own rules for cookies and other origins apply to what the two ask.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import Browser, Page

from fairlead_cli.local.dashboard_server import HOST
from fairlead_cli.local.process import ChildProcess, free_port
from fairlead_simulator.server import Simulator
from tests.builders.guild_settings import LEVELS, add_distribution
from tests.e2e.dashboard.api import api_environment
from tests.integration.fairlead_api.world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

_ASK = """async ([url, method, body, headers]) => {
    const answer = await fetch(url, {
        method,
        credentials: "include",
        headers: {"X-Fairlead-Request": "1", "Content-Type": "application/json", ...headers},
        body: body === null ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return {status: answer.status, etag: answer.headers.get("ETag"), body: text ? JSON.parse(text) : null};
}"""
"""What a page of the dashboard does."""


@dataclass(frozen=True)
class Replicas:
    first: str
    second: str
    dashboard: str


@pytest.fixture
async def dashboard() -> AsyncIterator[str]:
    """An empty page of the dashboard's origin."""

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>Dashboard</title>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/{path:.*}", page)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    yield f"http://{HOST}:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
async def replicas(
    simulator: Simulator, redis_url: str, migrated_url: str, dashboard: str, tmp_path: Path
) -> AsyncIterator[Replicas]:
    """Two processes of the API, with the settings classes of a bot."""
    add_distribution(tmp_path, LEVELS)
    ports = [free_port(HOST), free_port(HOST)]
    origins = [f"http://{HOST}:{port}" for port in ports]
    environment = api_environment(simulator, tmp_path, origins[0], dashboard, migrated_url, redis_url)
    async with AsyncExitStack() as stack:
        for number, port in enumerate(ports):
            process = ChildProcess(
                f"replica {number}",
                [sys.executable, "-m", "fairlead_api"],
                log=tmp_path / f"replica-{number}.log",
                environment=environment | {"API_PORT": str(port)},
                folder=tmp_path,
            )
            stack.push_async_callback(process.stop)
            await process.listening(HOST, port)
        yield Replicas(f"{origins[0]}/api/v1", f"{origins[1]}/api/v1", dashboard)


class Person:
    """Somebody before a browser of their own.

    Args:
        page: Their page.
        replicas: Whom they ask.
    """

    def __init__(self, page: Page, replicas: Replicas) -> None:
        self._page = page
        self._replicas = replicas

    async def sign_in(self, user_id: int) -> None:
        """Begin at the API, say on Discord's page who one is, and end at the dashboard."""
        await self._page.goto(f"{self._replicas.first}/auth/discord/login?return_to=/guilds")
        await self._page.click(f'button[name="user_id"][value="{user_id}"]')
        await self._page.wait_for_url(f"{self._replicas.dashboard}/guilds")

    async def ask(
        self, method: str, path: str, body: object = None, *, replica: str | None = None, **headers: str
    ) -> Any:
        """Have the dashboard's page ask the API."""
        url = (replica or self._replicas.first) + path
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._page.evaluate(_ASK, [url, method, body, named])


async def test_who_is_put_out_is_refused_at_once_on_the_other_replica(
    chromium: Browser, replicas: Replicas, world: World
):
    pages = [await (await chromium.new_context()).new_page() for _ in range(2)]
    owner, guest = (Person(page, replicas) for page in pages)
    guest_id = world.revoked  # somebody who has no access, and is known to the guild
    await asyncio.gather(owner.sign_in(world.owner), guest.sign_in(guest_id))
    guild = f"/guilds/{world.guild_id}"
    assert (await guest.ask("GET", guild, replica=replicas.second))["status"] == 404

    granted = await owner.ask("POST", f"{guild}/authorized-users", {"user_id": str(guest_id)})
    assert granted["status"] == 201
    before = await guest.ask("GET", f"{guild}/settings", replica=replicas.second)
    assert before["status"] == 200
    changed = await guest.ask("PUT", f"{guild}/settings", {"levels": {"step": 7}}, If_Match=before["etag"])
    assert changed["status"] == 200

    revoked = await owner.ask("DELETE", f"{guild}/authorized-users/{guest_id}")
    assert revoked["status"] == 204
    refused = await guest.ask("GET", f"{guild}/settings", replica=replicas.second)
    assert (refused["status"], refused["body"]["code"]) == (404, "not_found")
    seen = await owner.ask("GET", f"{guild}/settings", replica=replicas.second)
    assert seen["body"]["settings"]["levels"]["value"] == {"step": 7}


async def test_a_page_of_another_origin_neither_reads_nor_changes_anything(
    chromium: Browser, replicas: Replicas, world: World, dashboard: str
):
    context = await chromium.new_context()
    page = await context.new_page()
    owner = Person(page, replicas)
    await owner.sign_in(world.owner)
    await page.goto(dashboard.replace(HOST, "localhost"))
    for method in ("GET", "POST"):
        with pytest.raises(Exception, match="Failed to fetch"):
            await owner.ask(method, f"/guilds/{world.guild_id}/authorized-users", None)

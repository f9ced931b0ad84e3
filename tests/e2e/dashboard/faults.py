"""Faults of the API as a browser sees them: an answer that does not come, and one that refuses."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from playwright.async_api import Page, Route

REQUEST_ID = "0b7c0d4e8a6f4a1c9d55e4cf0f6f0a11"
"""What the API's logs call a request that it refused."""


@asynccontextmanager
async def held(page: Page, addresses: str) -> AsyncGenerator[None]:
    """Let requests wait until the end."""
    let_go = asyncio.Event()
    waiting: list[asyncio.Future[None]] = []

    async def hold(route: Route) -> None:
        done = asyncio.get_running_loop().create_future()
        waiting.append(done)
        await let_go.wait()
        await route.continue_()
        done.set_result(None)

    await page.route(addresses, hold)
    try:
        yield
    finally:
        let_go.set()
        await asyncio.gather(*waiting)
        await page.unroute(addresses)


@asynccontextmanager
async def refused(page: Page, addresses: str, status: int, **headers: str) -> AsyncGenerator[list[str]]:
    """Have requests refused until the end, as the API refuses them; the list has their addresses."""
    problem = {"title": "", "status": status, "detail": "In words.", "code": "x", "request_id": REQUEST_ID}
    sent = {"Content-Type": "application/problem+json"} | headers

    refusals: list[str] = []

    async def refuse(route: Route) -> None:
        refusals.append(route.request.url)
        await route.fulfill(status=status, body=json.dumps(problem), headers=sent)

    await page.route(addresses, refuse)
    try:
        yield refusals
    finally:
        await page.unroute(addresses)

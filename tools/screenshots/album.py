"""Which pictures there are, and how one comes to what they show."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from playwright.async_api import BrowserContext, Page, expect

from tools.screenshots.camera import photograph


@dataclass(frozen=True, slots=True)
class Stage:
    """The dashboard, and those who look at it.

    Attributes:
        dashboard: Where it is.
        guild_id: A guild of the owner.
        stranger: Somebody who did not sign in.
        owner: Who may settle the guild.
        operator: Somebody of the developer team.
    """

    dashboard: str
    guild_id: int
    stranger: BrowserContext
    owner: BrowserContext
    operator: BrowserContext

    async def page(self, visitor: BrowserContext, path: str, sign: str) -> Page:
        """Open a page and wait until it says something, and nothing is being read any more."""
        page = await visitor.new_page()
        await page.goto(self.dashboard + path)
        await expect(page.get_by_text(sign).first).to_be_visible(timeout=30_000)
        await expect(page.locator(".animate-pulse")).to_have_count(0, timeout=30_000)
        return page

    def guild(self, page: str) -> str:
        """Return the path of a page of the guild."""
        return f"/guilds/{self.guild_id}/{page}"


async def _sign_in(stage: Stage) -> Page:
    return await stage.page(stage.stranger, "/", "Sign in with Discord")


async def _servers(stage: Stage) -> Page:
    return await stage.page(stage.owner, "/", "Your servers")


async def _settings(stage: Stage) -> Page:
    return await stage.page(stage.owner, stage.guild("settings"), "Greeting")


async def _conflict(stage: Stage) -> Page:
    """Two windows change the same field, one of them first."""
    ours, theirs = [await _settings(stage) for _ in range(2)]
    await ours.get_by_label("Greeting").fill("Ahoy, {name}! Say hello in #harbour.")
    await theirs.get_by_label("Greeting").fill("Welcome aboard, {name}.")
    await theirs.get_by_role("button", name="Save", exact=True).click()
    await expect(theirs.get_by_text("The bot knows").first).to_be_visible()
    await theirs.close()
    await ours.get_by_role("button", name="Save", exact=True).click()
    await expect(ours.get_by_role("alertdialog")).to_be_visible()
    return ours


async def _access(stage: Stage) -> Page:
    return await stage.page(stage.owner, stage.guild("access"), "Who has access")


async def _shards(stage: Stage) -> Page:
    return await stage.page(stage.operator, "/admin/shards", "Every shard")


async def _shard(stage: Stage) -> Page:
    page = await _shards(stage)
    await page.get_by_role("application").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_contain_text("Its sessions")
    return page


async def _language_models(stage: Stage) -> Page:
    return await stage.page(stage.operator, "/admin/llm", "Prices")


async def _deployments(stage: Stage) -> Page:
    return await stage.page(stage.operator, "/admin/deployments", "How it is")


async def _rollout(stage: Stage) -> Page:
    """The restart is on its way when the picture is taken."""
    page = await _deployments(stage)
    await page.get_by_role("button", name="Restart", exact=True).click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Restart").click()
    await expect(page.get_by_text(re.compile("[1-9] of . slots were replaced"))).to_be_visible(timeout=60_000)
    return page


type Way = Callable[[Stage], Awaitable[Page]]

STARTING: Final[dict[str, Way]] = {"starting": _shards}
"""Taken while the fleet starts."""
RUNNING: Final[dict[str, Way]] = {
    "sign-in": _sign_in,
    "servers": _servers,
    "settings": _settings,
    "conflict": _conflict,
    "access": _access,
    "shards": _shards,
    "shard": _shard,
    "language-models": _language_models,
    "deployments": _deployments,
    "rollout": _rollout,
}
"""Taken of a fleet that is ready; the last leaves it at work."""


async def take(stage: Stage, pictures: dict[str, Way]) -> None:
    """Take pictures."""
    for name, way in pictures.items():
        print(f"  {name}", flush=True)
        page = await way(stage)
        await photograph(page, name)
        await page.close()

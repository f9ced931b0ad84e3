"""``python -m tools.screenshots``: take the pictures of the dashboard in `docs/images` anew."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, BrowserContext, async_playwright
from tests.builders.guild_settings import add_distribution

from fairlead_cli.local.dashboard_server import FOLDER
from fairlead_cli.local.document import read_fleet_file
from fairlead_cli.local.fleet import LocalFleet, SimulatorChoice, local_fleet
from fairlead_cli.local.state import StateFolder
from fairlead_simulator.client import ControlClient
from tools.screenshots.album import RUNNING, STARTING, Stage, take
from tools.screenshots.bot_settings import CLASSES
from tools.screenshots.camera import IMAGES
from tools.screenshots.contents import fill
from tools.screenshots.waiting import until

ROOT: Final = Path(__file__).parents[2]
SAMPLE: Final = ROOT / "manifests" / "samples" / "demo.yaml"
SHARDS: Final = 96
SHARDS_PER_POD: Final = 24
SERVERS: Final = (
    "Lighthouse Keepers",
    "Knot & Splice",
    "Night Watch",
    "Salt and Pixels",
    "Tidewater Dev",
    "Sea Shanties",
)
"""What the servers are called that their owner sees."""


@asynccontextmanager
async def _fleet(folder: Path) -> AsyncGenerator[LocalFleet]:
    """Run a fleet of a bot that has settings."""
    packages = folder / "packages"
    packages.mkdir()
    add_distribution(packages, *CLASSES)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(packages), str(ROOT)])
    os.environ[FOLDER] = str(ROOT / "dashboard" / ".next" / "standalone")
    file = folder / "fleet.yaml"
    file.write_text(SAMPLE.read_text().replace("shardsPerPod: 2", f"shardsPerPod: {SHARDS_PER_POD}"))
    choice = SimulatorChoice({"shards": SHARDS, "guilds": 1_200, "max_concurrency": 8}, traffic=200.0)
    async with local_fleet(read_fleet_file(file), StateFolder(folder / "state"), choice, _say) as fleet:
        pods = asyncio.create_task(fleet.pods.run())
        try:
            yield fleet
        finally:
            pods.cancel()
            await asyncio.wait([pods])


def _say(step: str) -> None:
    print(f"starting {step}", flush=True)


async def _signed_in(browser: Browser, fleet: LocalFleet, name: str = "") -> BrowserContext:
    """Return the browser of a user; without a name, of who owns the bot, whom Discord's page shows first."""
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    await page.goto(fleet.urls["login"])
    if name:
        await page.get_by_label("Find a test user").fill(name)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/*q=*")
    await page.locator('button[name="user_id"]').first.click()
    await page.wait_for_url(fleet.urls["dashboard"] + "/")
    await page.close()
    return context


async def _take_all(fleet: LocalFleet, browser: Browser) -> None:
    async with ControlClient(fleet.urls["control"]) as control:
        servers = [server for name in SERVERS for server in await control.add_guilds(name=name, members=40)]
    owner = next(member for member in servers[0].members if member.id == servers[0].owner_id)
    stage = Stage(
        dashboard=fleet.urls["dashboard"],
        guild_id=servers[0].id,
        stranger=await browser.new_context(),
        owner=await _signed_in(browser, fleet, owner.name),
        operator=await _signed_in(browser, fleet),
    )
    await until(partial(_ready, fleet, SHARDS // 2))
    await take(stage, STARTING)
    await until(partial(_ready, fleet, SHARDS))
    friends = [member.id for member in servers[0].members if member != owner][:2]
    await fill(fleet.urls["postgres"], "demo", owner.id, [server.id for server in servers], friends)
    await take(stage, RUNNING)


async def _ready(fleet: LocalFleet, shards: int) -> bool:
    """Tell whether so many shards are ready."""
    return sum(shard.ready for shard in (await fleet.status.read()).shards) >= shards


def _chromium() -> str:
    """Return where Chromium is; it is installed if there is none."""
    script = ROOT / "tools" / "browser.sh"
    return subprocess.run(["sh", script, sys.prefix], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


async def main(chromium: str) -> None:
    """Take all pictures with a Chromium."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with _fleet(Path(folder)) as fleet, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            await _take_all(fleet, browser)
            await browser.close()
    print(IMAGES.relative_to(ROOT))


if __name__ == "__main__":
    asyncio.run(main(_chromium()))

"""The guide's example of a plugin, added to a copy of the dashboard, built and looked at."""

import filecmp
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Response, expect

from fairlead_cli.local.dashboard_server import HOST, DashboardServer
from fairlead_cli.local.process import free_port
from tests.e2e.dashboard.built import ROOT
from tests.e2e.dashboard.conftest import Arrive, Site
from tests.integration.fairlead_api.world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

_BLOCK: Final = re.compile(r"```tsx?\n// (dashboard/src/\S+)\n(.*?)```", re.DOTALL)
"""A file in the guide."""
_MADE: Final = {".next", "build.log", "tsconfig.tsbuildinfo", "next-env.d.ts"}
"""What a build writes."""
_ONLY_IN_PAGE: Final = "Nobody has a level in "


def _link(source: str, target: str) -> None:
    """Put a file where it is not written to; a copy, where the two are not on one disk."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the dashboard with the files of the guide besides, built."""
    root = tmp_path_factory.mktemp("copy")
    dashboard = root / "dashboard"
    shutil.copytree(ROOT / "dashboard", dashboard, ignore=shutil.ignore_patterns("node_modules", *_MADE))
    shutil.copytree(ROOT / "dashboard" / "node_modules", dashboard / "node_modules", symlinks=True, copy_function=_link)
    (root / "tools").mkdir()
    for script in ("dashboard.sh", "node.sh"):
        shutil.copy2(ROOT / "tools" / script, root / "tools")
    for path, text in _BLOCK.findall((ROOT / "docs" / "dashboard.md").read_text()):
        file = root / path
        assert not file.exists()
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    built = subprocess.run(
        ["sh", "tools/dashboard.sh", os.path.relpath(sys.prefix, root), "build"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return dashboard


@pytest.fixture
async def extended(copy: Path, site: Site, tmp_path: Path) -> AsyncIterator[str]:
    """Where the copy is served, before the API of the site."""
    (tmp_path / "extended").mkdir()
    server = DashboardServer(tmp_path / "extended", copy / ".next" / "standalone", free_port(HOST))
    await server.start(site.api.removesuffix("/api/v1"))
    yield server.url
    await server.stop()


async def test_the_page_of_the_guide_is_there_for_those_alone_who_open_it(arrive: Arrive, world: World, extended: str):
    await world.give_access(world.owner, world.other_guild_id)
    owner = await arrive()
    await owner.sign_in(world.owner)
    scripts: list[Response] = []
    owner.page.on(
        "response", lambda answer: scripts.append(answer) if answer.request.resource_type == "script" else None
    )

    await owner.page.goto(f"{extended}/guilds/{world.guild_id}/settings", wait_until="networkidle")
    assert scripts
    assert not [script.url for script in scripts if _ONLY_IN_PAGE in await script.text()]

    await owner.page.get_by_role("navigation").get_by_role("link", name="Levels").click()
    await owner.sees(_ONLY_IN_PAGE)
    assert len([script.url for script in scripts if _ONLY_IN_PAGE in await script.text()]) == 1
    await expect(owner.page.get_by_role("link", name="Levels")).to_have_attribute("aria-current", "page")
    await owner.sees("Ask the developer team for a level.")
    assert await owner.barriers() == []

    await owner.page.get_by_role("main").get_by_role("button", name="choose another server").click()
    other = world.simulator.simulation.world.guilds[world.other_guild_id]
    await owner.page.get_by_role("menuitem", name=other.name).click()
    await owner.page.wait_for_url(f"{extended}/guilds/{world.other_guild_id}/levels")


def test_a_plugin_changes_no_other_file(copy: Path):
    folder = copy / "src" / "features" / "levels"
    added = [file for file in copy.rglob("*") if file.is_file() and not _is_made(file.relative_to(copy))]
    assert {file for file in added if not (ROOT / "dashboard" / file.relative_to(copy)).exists()} == {
        folder / "plugin.ts",
        folder / "levels-page.tsx",
        folder / "star-icon.tsx",
    }
    ours = [str(file.relative_to(copy)) for file in added if folder not in file.parents]
    assert filecmp.cmpfiles(ROOT / "dashboard", copy, ours, shallow=False)[1:] == ([], [])


def _is_made(path: Path) -> bool:
    return path.parts[0] in _MADE | {"node_modules"}

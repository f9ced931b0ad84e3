"""The guide's examples, run as a reader would."""

import asyncio
import json
import os
import re
import sys
from pathlib import Path

import pytest

from tests.integration.fairlead_api.api_server import API
from tests.integration.fairlead_api.conftest import OpenBrowser, StartApi
from tests.integration.fairlead_api.environment import DASHBOARD
from tests.integration.fairlead_api.world import World

GUIDE = (Path(__file__).parents[3] / "docs" / "api.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


async def run(folder: Path, *command: str, **environment: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=dict(os.environ) | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return output.decode()


@pytest.fixture
async def answers(start_api: StartApi, open_browser: OpenBrowser, world: World, tmp_path: Path) -> dict[str, str]:
    """What the commands print, and after them the program with the key that they made."""
    api = await start_api(ADMIN_DISCORD_IDS=str(world.owner))
    browser = open_browser(api)
    await browser.sign_in(world.owner)
    (session,) = (f"{name}={value}" for name, value in browser.cookies.items())
    commands = blocks("sh")
    assert len(commands) == 3
    script = "set -eu\n" + "\necho\necho ----\n".join(commands)
    address = api.url + API
    printed = await run(
        tmp_path, "sh", "-c", script, API=address, SESSION=session, ORIGIN=DASHBOARD, GUILD=str(world.guild_id)
    )
    made, read, changed = printed.split("----\n")
    (program,) = blocks("python")
    key = json.loads((tmp_path / "key.json").read_text())["key"]
    listed = await run(tmp_path, sys.executable, "-c", program, API=address, KEY=key)
    return {"made": made, "read": read, "changed": changed, "listed": listed}


async def test_the_examples_do_what_the_guide_says(answers: dict[str, str], world: World):
    assert answers["made"].strip() == ""
    assert str(world.guild_id) in answers["read"]
    assert '"step":100' in answers["read"]
    assert json.loads(answers["changed"])["settings"]["levels"]["value"] == {"step": 50}
    lines = answers["listed"].splitlines()
    assert len(lines) == 2
    assert sum("{'step': 50}" in line for line in lines) == 1

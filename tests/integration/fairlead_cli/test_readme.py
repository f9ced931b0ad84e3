"""What the README tells a newcomer to do works as it stands there."""

import re
import time
from pathlib import Path

import pytest

from fairlead_simulator.client import CommandResult, ControlClient, ControlError
from tests.integration.fairlead_cli.up_process import SAMPLE, UpProcess

pytestmark = pytest.mark.e2e

README = Path(__file__).parents[3] / "README.md"


async def test_the_readmes_cog_runs_from_a_folder_of_ones_own(tmp_path: Path):
    (cog,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    folder = tmp_path / "bot"
    (folder / "cogs").mkdir(parents=True)
    (folder / "cogs" / "greeting.py").write_text(cog)
    (environment,) = re.findall(r"`(env: .*?)`", README.read_text())
    resource = SAMPLE.read_text().replace("enabled: [status]", "enabled: [status, greeting]")
    (folder / "bot.yaml").write_text(f"{resource}  {environment}\n")
    running = UpProcess(folder, "--max-concurrency", "4", file=folder / "bot.yaml")
    try:
        control = running.wait_until_ready()["urls"]["control"]
        answer = await _say_hello(control)
    finally:
        running.end()
    assert (answer.content, answer.ephemeral) == ("Hello!", True)


async def _say_hello(control: str) -> CommandResult:
    """Run the command as soon as it is registered: one pod does that when the fleet has started."""
    deadline = time.monotonic() + 30
    async with ControlClient(control) as client:
        guild = (await client.guilds())[0]
        while True:
            try:
                return await client.run_command(guild.id, "hello")
            except ControlError:
                if time.monotonic() > deadline:
                    raise

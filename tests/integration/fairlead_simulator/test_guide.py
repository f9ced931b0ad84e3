"""The guide's code, run in an empty folder elsewhere as a reader would."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e

GUIDE = Path(__file__).parents[3] / "docs" / "simulator.md"
RECIPES = {"test_command.py", "test_button.py", "test_reconnect.py", "test_rate_limit.py", "test_reshard.py"}


def files_of_the_guide() -> dict[str, str]:
    blocks = re.findall(r"```python\n(# ([\w.]+)\n.*?)```", GUIDE.read_text(), re.DOTALL)
    return {name: code for code, name in blocks}


def pytest_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100, check=False)


def test_the_guide_has_five_recipes_a_bot_and_its_configuration():
    assert set(files_of_the_guide()) == RECIPES | {"bot.py", "conftest.py"}


@pytest.mark.parametrize("recipe", sorted(RECIPES))
def test_each_recipe_passes_in_an_empty_folder(recipe: str, tmp_path: Path):
    files = files_of_the_guide()
    for name in ("bot.py", "conftest.py", recipe):
        (tmp_path / name).write_text(files[name])
    ran = pytest_in(tmp_path)
    assert ran.returncode == 0, ran.stdout[-4_000:]
    assert "1 passed" in ran.stdout


def test_a_recipe_fails_when_the_bot_does_something_else(tmp_path: Path):
    files = files_of_the_guide()
    for name in ("bot.py", "conftest.py"):
        (tmp_path / name).write_text(files[name])
    (tmp_path / "test_command.py").write_text(files["test_command.py"].replace('f"Ahoy, {name}!"', '"Go away."'))
    assert "1 failed" in pytest_in(tmp_path).stdout


def test_the_plugin_names_its_fixture_and_its_marker(tmp_path: Path):
    assert "discord_sim" in pytest_in(tmp_path, "--fixtures").stdout
    assert "@pytest.mark.discord_sim(**options)" in pytest_in(tmp_path, "--markers").stdout


def test_options_are_chosen_by_the_marker(tmp_path: Path):
    (tmp_path / "test_options.py").write_text(
        "import pytest\n\n"
        "@pytest.mark.discord_sim(guilds=5, members_per_guild=2)\n"
        "def test_guilds(discord_sim):\n"
        "    assert [len(guild.members) for guild in discord_sim.guilds()] == [2] * 5\n"
    )
    ran = pytest_in(tmp_path)
    assert "1 passed" in ran.stdout, ran.stdout


def test_a_bot_that_cannot_start_fails_the_test_with_its_own_error(tmp_path: Path):
    (tmp_path / "test_broken.py").write_text(
        "class Broken:\n"
        "    async def start(self, token):\n"
        "        raise LookupError('no chart')\n"
        "    async def wait_until_ready(self):\n"
        "        await __import__('asyncio').Event().wait()\n"
        "    async def close(self):\n"
        "        pass\n\n"
        "def test_broken(discord_sim):\n"
        "    with discord_sim.bot(Broken()):\n"
        "        pass\n"
    )
    ran = pytest_in(tmp_path)
    assert "1 failed" in ran.stdout
    assert "LookupError: no chart" in ran.stdout

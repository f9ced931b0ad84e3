"""Reloading cogs while they are written."""

import os
from pathlib import Path

import pytest

from fairlead_bot.bot import FairleadBot
from fairlead_bot.cog_loading.loader import CogLoader
from fairlead_bot.cog_loading.reload import CogReloader
from fairlead_bot.cog_loading.selection import CogSelection
from fairlead_bot.cog_loading.sources import directory_cogs
from tests.fakes.clock import FakeClock
from tests.unit.fairlead_bot.cog_loading.cog_files import GOOD, IMPORT_ERROR, write
from tests.unit.fairlead_bot.services_for_tests import bot


class Workshop:
    """A directory of cogs, a bot that has them, and what watches over them."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.bot = bot()
        self.synced = 0
        self.loader = CogLoader(lambda: directory_cogs(directory), CogSelection(disabled=("secret",)))
        self.loader.import_all()
        self.reloader = CogReloader(self.loader, directory, FakeClock(), bot=lambda: self.bot, reloaded=self._reloaded)

    async def _reloaded(self, _bot: FairleadBot) -> None:
        self.synced += 1

    def write(self, name: str, text: str) -> None:
        path = write(self.directory, name, text)
        later = path.stat().st_mtime_ns + 1_000_000_000
        os.utime(path, ns=(later, later))

    def commands(self) -> list[str]:
        return sorted(command.name for command in self.bot.tree.get_commands())

    def errors(self) -> dict[str, str | None]:
        return {status.name: status.error for status in self.loader.statuses()}


@pytest.fixture
async def workshop(tmp_path: Path) -> Workshop:
    write(tmp_path, "greet", GOOD)
    workshop = Workshop(tmp_path)
    await workshop.loader.set_up(workshop.bot)
    return workshop


async def test_a_changed_file_is_loaded_anew(workshop: Workshop):
    workshop.write("greet", GOOD.replace("Greets.", "Greets warmly."))
    await workshop.reloader.look()
    (command,) = workshop.bot.tree.get_commands()
    assert command.description == "Greets warmly."  # type: ignore[union-attr]
    assert workshop.synced == 1


async def test_nothing_happens_while_nothing_changes(workshop: Workshop):
    before = workshop.bot.get_cog("greet")
    await workshop.reloader.look()
    assert workshop.bot.get_cog("greet") is before
    assert workshop.synced == 0


async def test_a_new_file_is_a_new_cog_and_a_removed_one_is_gone(workshop: Workshop):
    workshop.write("wave", GOOD)
    (workshop.directory / "greet.py").unlink()
    await workshop.reloader.look()
    assert workshop.commands() == ["wave"]
    assert workshop.errors() == {"wave": None}


async def test_a_cog_that_no_longer_imports_is_taken_away_and_comes_back_when_it_does(workshop: Workshop):
    workshop.write("greet", IMPORT_ERROR)
    await workshop.reloader.look()
    assert workshop.commands() == []
    assert "no such luck" in (workshop.errors()["greet"] or "")
    workshop.write("greet", GOOD + "\n# again")
    await workshop.reloader.look()
    assert workshop.commands() == ["greet"]


async def test_a_disabled_cog_is_not_loaded_by_a_change(workshop: Workshop):
    workshop.write("secret", GOOD)
    await workshop.reloader.look()
    assert workshop.commands() == ["greet"]

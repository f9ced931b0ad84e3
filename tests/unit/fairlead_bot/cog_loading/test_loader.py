"""Importing cogs, setting them up, and isolating those that fail."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from fairlead_bot.cog_loading.loader import CogLoader
from fairlead_bot.cog_loading.selection import CogSelection
from fairlead_bot.cog_loading.sources import bundled_cogs, directory_cogs
from fairlead_shared.fleet.records import CogStatus
from tests.unit.fairlead_bot.cog_loading.cog_files import EXITS, GOOD, IMPORT_ERROR, NO_SETUP, SETUP_ERROR, write
from tests.unit.fairlead_bot.services_for_tests import bot


def loader_of(directory: Path, *enabled: str, disabled: tuple[str, ...] = ()) -> CogLoader:
    loader = CogLoader(lambda: directory_cogs(directory), CogSelection(enabled, disabled))
    loader.import_all()
    return loader


def fares(loader: CogLoader, name: str) -> CogStatus:
    return next(status for status in loader.statuses() if status.name == name)


async def test_a_good_cog_is_loaded_and_given_the_services(tmp_path: Path):
    write(tmp_path, "greet", GOOD)
    loader, target = loader_of(tmp_path), bot()
    await loader.set_up(target)
    assert fares(loader, "greet") == CogStatus(name="greet", loaded=True)
    cog = target.get_cog("greet")
    assert cog is not None
    assert cog.services is target.services  # type: ignore[attr-defined]
    assert [command.name for command in target.tree.get_commands()] == ["greet"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (IMPORT_ERROR, "Its import failed: RuntimeError: no such luck"),
        (EXITS, "Its import failed: SystemExit: 3"),
        (NO_SETUP, "It has no setup function."),
        (SETUP_ERROR, "Its setup failed: RuntimeError: too late"),
        ("def (", "Its import failed: SyntaxError"),
    ],
)
async def test_a_cog_that_fails_says_why_leaves_nothing_behind_and_hurts_no_other(
    tmp_path: Path, text: str, reason: str
):
    write(tmp_path, "bad", text)
    write(tmp_path, "greet", GOOD)
    loader, target = loader_of(tmp_path), bot()
    await loader.set_up(target)
    assert (fares(loader, "bad").error or "").startswith(reason)
    assert not fares(loader, "bad").loaded
    assert fares(loader, "greet").loaded
    assert list(target.cogs) == ["greet"]
    assert [command.name for command in target.tree.get_commands()] == ["greet"]


async def test_a_failure_is_logged_with_its_traceback(tmp_path: Path):
    write(tmp_path, "bad", IMPORT_ERROR)
    with capture_logs() as entries:
        loader_of(tmp_path)
    (entry,) = entries
    assert (entry["event"], entry["log_level"], entry["cog"]) == ("a cog cannot be loaded", "error", "bad")
    assert entry["exc_info"] is True


def test_an_enabled_cog_that_does_not_exist_is_shown_as_failed(tmp_path: Path):
    write(tmp_path, "greet", GOOD)
    loader = loader_of(tmp_path, "greet", "gret")
    assert fares(loader, "gret") == CogStatus(name="gret", loaded=False, error="There is no cog of this name.")


def test_importing_constructs_nothing(tmp_path: Path):
    write(tmp_path, "greet", GOOD)
    loader = loader_of(tmp_path)
    assert fares(loader, "greet") == CogStatus(name="greet", loaded=False)


async def test_the_same_import_serves_the_next_bot(tmp_path: Path):
    path = write(tmp_path, "greet", GOOD)
    loader = loader_of(tmp_path)
    await loader.set_up(bot())
    loader.forget_bot()
    assert not fares(loader, "greet").loaded
    path.unlink()
    await loader.set_up(bot())
    assert fares(loader, "greet").loaded


async def test_handlers_that_raised_are_counted_for_their_cog_alone(tmp_path: Path):
    write(tmp_path, "greet", GOOD)
    write(tmp_path, "greeting", GOOD)
    loader = loader_of(tmp_path)
    loader.count_handler_error("fairlead_directory_cogs.greet")
    loader.count_handler_error("fairlead_directory_cogs.greet.listeners")
    loader.count_handler_error("somewhere.else")
    assert fares(loader, "greet").handler_errors == 2
    assert fares(loader, "greeting").handler_errors == 0


def test_disabled_wins_over_enabled(tmp_path: Path):
    write(tmp_path, "greet", GOOD)
    write(tmp_path, "other", GOOD)
    assert [status.name for status in loader_of(tmp_path, disabled=("greet",)).statuses()] == ["other"]
    assert loader_of(tmp_path, "greet", disabled=("greet",)).statuses() == ()


def test_a_name_that_two_sources_claim_is_loaded_from_neither(tmp_path: Path):
    write(tmp_path, "status", GOOD)
    loader = CogLoader(lambda: [*bundled_cogs(), *directory_cogs(tmp_path)], CogSelection())
    loader.import_all()
    assert "several cogs of this name: fairlead_bot.cogs.status, fairlead_directory_cogs.status" in (
        fares(loader, "status").error or ""
    )

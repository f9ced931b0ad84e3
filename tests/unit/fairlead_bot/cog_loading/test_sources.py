"""Where cogs are found."""

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from fairlead_bot.cog_loading.sources import bundled_cogs, directory_cogs, installed_cogs, is_within
from fairlead_shared.errors import ConfigurationError


def test_the_status_cog_is_bundled():
    assert ("status", "fairlead_bot.cogs.status") in [(cog.name, cog.module_name) for cog in bundled_cogs()]


def test_files_and_packages_of_a_directory_are_cogs_and_private_names_are_not(tmp_path: Path):
    for name in ("b.py", "_private.py", ".hidden.py", "notes.txt"):
        (tmp_path / name).write_text("")
    for name in ("a", "no_package", "__pycache__"):
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "__init__.py").write_text("")
    assert [cog.name for cog in directory_cogs(tmp_path)] == ["a", "b"]


def test_a_package_may_import_its_own_modules(tmp_path: Path):
    package = tmp_path / "counting"
    package.mkdir()
    (package / "__init__.py").write_text("from .rules import ANSWER\n")
    (package / "rules.py").write_text("ANSWER = 42\n")
    (cog,) = directory_cogs(tmp_path)
    assert cog.load().ANSWER == 42
    (package / "rules.py").write_text("ANSWER = 4_300\n")
    assert cog.load().ANSWER == 4_300


def test_a_directory_that_is_not_there_is_a_configuration_error(tmp_path: Path):
    with pytest.raises(ConfigurationError, match="there is no directory"):
        list(directory_cogs(tmp_path / "absent"))


def test_an_entry_point_names_the_module_of_a_cog():
    point = EntryPoint("greet", "greeting_bot.cog", "fairlead.cogs")
    (cog,) = installed_cogs([point])
    assert (cog.name, cog.module_name) == ("greet", "greeting_bot.cog")


@pytest.mark.parametrize(
    ("module", "inside"), [("a.b", True), ("a.b.c", True), ("a.bc", False), ("a", False), ("", False)]
)
def test_a_module_belongs_to_a_package_by_whole_names(module: str, inside: bool):
    assert is_within(module, "a.b") is inside

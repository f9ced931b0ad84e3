"""Where the migrations are."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from alembic.config import Config
from alembic.script import Script, ScriptDirectory

from fairlead_cli.database.later import as_known
from fairlead_shared.database.revision import BASELINE
from fairlead_shared.errors import ConfigurationError

_CHECKOUT: Final = Path(__file__).parents[4] / "migrations"


def baseline_folder() -> Path:
    """Return the folder of the baseline's migrations: of this directory, else of this program's own repository.

    Raises:
        ConfigurationError: There is none.
    """
    for folder in (Path("migrations"), _CHECKOUT):
        if (folder / "env.py").is_file():
            return folder.absolute()
    raise ConfigurationError(f"There are no migrations in {Path('migrations').absolute()}.")


def alembic_config(branches: tuple[Path, ...] = ()) -> Config:
    """Return Alembic's configuration.

    Args:
        branches: Folders with the migrations of a bot's own branches.

    Raises:
        ConfigurationError: A folder is not there.
    """
    for branch in branches:
        if not branch.is_dir():
            raise ConfigurationError(f"There is no folder {branch} with migrations.")
    folder = baseline_folder()
    config = Config()
    locations = [folder / "versions", *(branch.absolute() for branch in branches)]
    config.set_main_option("script_location", _escaped(folder))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(_escaped(location) for location in locations))
    return config


def heads_of(config: Config) -> tuple[str, ...]:
    """Return the newest revision of each branch."""
    return tuple(sorted(ScriptDirectory.from_config(config).get_heads()))


def missing_from(scripts: ScriptDirectory, revisions: Iterable[str]) -> list[Script]:
    """Return the migrations that a schema lacks, in the order in which they are run: the baseline's first.

    What the baseline has is there for the others to find; Alembic leaves the order of branches open.

    Args:
        scripts: The migrations that there are.
        revisions: What the schema has. One of a later release lacks nothing of its branch.

    Raises:
        alembic.script.revision.RevisionError: A revision of the schema is in no folder.
    """
    known = as_known(revisions, tuple(scripts.get_heads()))
    oldest_first = [*scripts.iterate_revisions("heads", known, implicit_base=True)][::-1]
    return sorted(oldest_first, key=lambda script: BASELINE not in script.branch_labels)


def _escaped(path: Path) -> str:
    """Return a path for a file format in which a percent sign begins a reference."""
    return str(path).replace("%", "%%")

"""Where the migrations are."""

from pathlib import Path
from typing import Final

from alembic.config import Config
from alembic.script import ScriptDirectory

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


def missing_from(config: Config, revisions: tuple[str, ...]) -> tuple[str, ...]:
    """Return the revisions that a schema lacks, in the order in which they will be run.

    Raises:
        alembic.script.revision.RevisionError: A revision of the schema is in no folder.
    """
    scripts = ScriptDirectory.from_config(config)
    found = scripts.iterate_revisions("heads", revisions)
    return tuple(script.revision for script in reversed(list(found)))


def _escaped(path: Path) -> str:
    """Return a path for a file format in which a percent sign begins a reference."""
    return str(path).replace("%", "%%")

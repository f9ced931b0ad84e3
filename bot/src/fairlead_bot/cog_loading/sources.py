"""Where cogs come from: this package, a directory, and entry points of installed packages."""

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Final, Protocol

from fairlead_bot import cogs
from fairlead_shared.errors import ConfigurationError

ENTRY_POINT_GROUP: Final = "fairlead.cogs"
"""Packages that bring cogs name their modules in this group."""
DIRECTORY_PACKAGE: Final = "fairlead_directory_cogs"
"""Modules of the cogs' directory have this name before their own."""


class CogSource(Protocol):
    """A cog that was found and not yet imported."""

    @property
    def name(self) -> str:
        """The cog's name, as the lists of enabled and disabled cogs use it."""
        ...

    @property
    def module_name(self) -> str:
        """The name of its module."""
        ...

    def load(self) -> ModuleType:
        """Import the module anew, or as it was imported already; whatever the import raises comes out."""
        ...


@dataclass(frozen=True, slots=True)
class ImportableCog:
    """A cog that Python finds by itself: a bundled one, or one of an entry point."""

    name: str
    module_name: str

    def load(self) -> ModuleType:
        """Import the module."""
        return importlib.import_module(self.module_name)


@dataclass(frozen=True, slots=True)
class DirectoryCog:
    """A file, or a package with its ``__init__.py``, in the cogs' directory.

    Attributes:
        name: The file's name without its ending.
        path: The file that is imported.
    """

    name: str
    path: Path

    @property
    def module_name(self) -> str:
        """The name of its module."""
        return f"{DIRECTORY_PACKAGE}.{self.name}"

    def load(self) -> ModuleType:
        """Import the file as it is now."""
        for loaded in [name for name in sys.modules if is_within(name, self.module_name)]:
            del sys.modules[loaded]
        importlib.invalidate_caches()
        spec = importlib.util.spec_from_file_location(self.module_name, self.path)
        if spec is None or spec.loader is None:
            raise ImportError(f"{self.path} cannot be imported")
        module = importlib.util.module_from_spec(spec)
        sys.modules[self.module_name] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            sys.modules.pop(self.module_name, None)
            raise
        return module

    def changed_at(self) -> int:
        """Return when the cog's files were last changed, in nanoseconds; 0 when they are gone."""
        files = self.path.parent.rglob("*.py") if self.path.name == "__init__.py" else [self.path]
        return max((file.stat().st_mtime_ns for file in files if file.exists()), default=0)


def is_within(module_name: str, root: str) -> bool:
    """Tell whether a module is another one or belongs to it."""
    return module_name == root or module_name.startswith(f"{root}.")


def bundled_cogs() -> Iterator[ImportableCog]:
    """Return the cogs of this package."""
    for module in pkgutil.iter_modules(cogs.__path__):
        yield ImportableCog(module.name, f"{cogs.__name__}.{module.name}")


def installed_cogs(points: Iterable[EntryPoint] | None = None) -> Iterator[ImportableCog]:
    """Return the cogs that installed packages name."""
    for point in entry_points(group=ENTRY_POINT_GROUP) if points is None else points:
        yield ImportableCog(point.name, point.module)


def directory_cogs(directory: Path) -> Iterator[DirectoryCog]:
    """Return the cogs of a directory; names that begin with ``_`` or ``.`` are not cogs.

    Raises:
        ConfigurationError: there is no such directory.
    """
    if not directory.is_dir():
        raise ConfigurationError(f"FAIRLEAD_COGS_DIRECTORY: there is no directory {directory}")
    for entry in sorted(directory.iterdir()):
        if entry.name.startswith(("_", ".")):
            continue
        if entry.suffix == ".py":
            yield DirectoryCog(entry.stem, entry)
        elif (entry / "__init__.py").is_file():
            yield DirectoryCog(entry.name, entry / "__init__.py")

"""A process' own wall clock, which a test sets: libfaketime, before the process."""

import sys
from importlib.util import find_spec
from pathlib import Path

LIBRARY_MISSING = "there is no libfaketime: install Debian's package libfaketime, or PyPI's"
NAMES = ("libfaketimeMT.so.1", "libfaketime.so.1")
SYSTEM_FOLDERS = ("/usr/lib/faketime", "/usr/lib64/faketime")


def libfaketime() -> Path | None:
    """The library: the one that the Python package brings, else the system's."""
    package = find_spec("libfaketime")
    bundled = [Path(package.origin).parent / "vendor/libfaketime/src"] if package and package.origin else []
    folders = [*bundled, *sorted(Path("/usr/lib").glob("*/faketime")), *map(Path, SYSTEM_FOLDERS)]
    candidates = (folder / name for folder in folders for name in NAMES)
    return next((path for path in candidates if sys.platform == "linux" and path.exists()), None)


class WallClock:
    """The wall clock of the processes that get its variables; what counts durations runs on as it is."""

    def __init__(self, library: Path, folder: Path) -> None:
        self._file = folder / "wall-clock"
        self.set(0)
        self.variables = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DISABLE_SHM": "1",
        }

    def set(self, seconds: int) -> None:
        """Let it be ahead of the machine's by some seconds, from one moment to the next."""
        following = self._file.with_suffix(".following")
        following.write_text(f"{seconds:+d}")
        following.replace(self._file)

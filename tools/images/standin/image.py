"""Make the stand-in's files a folder, and the folder an image."""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tools.images.choice import Report
from tools.images.engine import Build, Engine
from tools.images.standin.content import Content, standin_content

_PROGRAM: Final = 0o755
_SHARED: Final = 0o1777
_SECONDS: Final = 60


def build_standin(engine: Engine, dockerfile: Path, report: Report) -> str:
    """Return the name of the stand-in, which is built if it is not here.

    Raises:
        ImageError: It cannot be made of this machine.
    """
    content = standin_content()
    tag = f"localhost/fairlead-python:{content.digest()[:16]}"  # a registry's name, or one would be asked for it
    if not engine.has(tag):
        with TemporaryDirectory(prefix="fairlead-standin-") as name:
            folder = Path(name) / "root"
            write_content(content, folder)
            engine.build(Build(dockerfile, folder, tag))
        report(f"built the stand-in {tag}")
    return tag


def write_content(content: Content, folder: Path) -> None:
    """Make the folder that the stand-in is a copy of."""
    folder.mkdir(mode=_PROGRAM)
    for place, file in content.copied.items():
        _copy(file, _inside(folder, place))
    for place, text in content.written.items():
        _inside(folder, place).write_text(text)
    for place, target in content.links.items():
        _inside(folder, place).symlink_to(target)
    for name in ("tmp", "var/tmp"):
        shared = folder / name
        shared.mkdir(parents=True)
        shared.chmod(_SHARED)
    _write_library_cache(folder, content.libraries)


def _copy(file: Path, place: Path) -> None:
    """Copy a file with its time: compiled modules tell by it whether they are current."""
    shutil.copy2(file, place)


def _inside(folder: Path, place: Path) -> Path:
    found = folder / place.relative_to("/")
    found.parent.mkdir(parents=True, exist_ok=True)
    return found


def _write_library_cache(folder: Path, libraries: tuple[Path, ...]) -> None:
    """Have the loader find libraries that are in no folder of its own, such as those of a Python built by its user."""
    _inside(folder, Path("/etc/ld.so.conf")).write_text("".join(f"{library}\n" for library in libraries))
    subprocess.run(["/sbin/ldconfig", "-r", str(folder)], check=True, timeout=_SECONDS)

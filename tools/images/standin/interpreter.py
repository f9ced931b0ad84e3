"""What there is of the Python that runs this: where its parts are, and where they go."""

import ssl
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PREFIX: Final = Path("/usr/local")
"""Where Python is in the stand-in, as in Python's own images. It finds its library from its own path."""
_VERSION: Final = f"python{sys.version_info.major}.{sys.version_info.minor}"
LIBRARY: Final = PREFIX / "lib" / _VERSION
PROGRAM: Final = PREFIX / "bin" / _VERSION
LINKS: Final = {PROGRAM.with_name(name): _VERSION for name in ("python", "python3")}
LEFT_OUT: Final = frozenset(
    {"test", "tests", "site-packages", "dist-packages", "idlelib", "lib2to3", "tkinter", "turtledemo"}
)
"""Folders that no service needs, and installed packages."""


def program() -> Path:
    """Return the interpreter itself, not a virtual environment's link to it."""
    return Path(sys.executable).resolve()


def interpreter_files() -> Iterator[tuple[Path, Path]]:
    """Give the files of Python and where they go."""
    yield program(), PROGRAM
    library = Path(sysconfig.get_path("stdlib"))
    for file in sorted(library.rglob("*")):
        inside = file.relative_to(library)
        if file.is_file() and not _is_left_out(inside):
            yield file, LIBRARY / inside


def _is_left_out(inside: Path) -> bool:
    build_files = inside.parts[0].startswith("config-")
    return build_files or inside.name.startswith("_tkinter.") or not LEFT_OUT.isdisjoint(inside.parts[:-1])


def extension_modules() -> list[Path]:
    """Return what of these files loads shared libraries."""
    return [file for file, _ in interpreter_files() if file.suffix == ".so"]


def certificate_file() -> Path:
    """Return where this Python's TLS looks for the authorities that it trusts."""
    return Path(ssl.get_default_verify_paths().openssl_cafile)

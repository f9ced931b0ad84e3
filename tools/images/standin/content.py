"""All that is in the stand-in: files of this machine, files written here, and links."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.images.errors import ImageError
from tools.images.standin.interpreter import (
    LINKS,
    PREFIX,
    certificate_file,
    extension_modules,
    interpreter_files,
    program,
)
from tools.images.standin.libraries import expected_libraries, libraries_of

AUTHORITIES: Final = Path("/usr/share/ca-certificates")
"""The authorities of Debian's package. Those that somebody added to this machine are not here, and stay out."""
BUNDLE: Final = Path("/etc/ssl/certs/ca-certificates.crt")
ZONES: Final = Path("/usr/share/zoneinfo")
_COPIED: Final = (Path("/etc/os-release"), Path("/etc/debian_version"))
_WRITTEN: Final = {
    Path("/etc/passwd"): "root:x:0:0::/:/sbin/nologin\nnobody:x:65534:65534::/nonexistent:/sbin/nologin\n",
    Path("/etc/group"): "root:x:0:\nnogroup:x:65534:\n",
    Path("/etc/nsswitch.conf"): "passwd: files\ngroup: files\nhosts: files dns\n",
}


@dataclass(frozen=True, slots=True)
class Content:
    """What is in the stand-in; paths in it are absolute.

    Attributes:
        copied: Where each copied file goes, and the file of this machine.
        written: Files and their texts.
        links: Symbolic links and what they point at.
        libraries: The folders with shared libraries.
    """

    copied: dict[Path, Path]
    written: dict[Path, str]
    links: dict[Path, str]
    libraries: tuple[Path, ...]

    def digest(self) -> str:
        """Return what tells whether anything is different; contents are not read, sizes and times are."""
        digest = hashlib.sha256()
        for place, file in sorted(self.copied.items()):
            found = file.stat()
            digest.update(f"{place} {found.st_size} {found.st_mtime_ns}\n".encode())
        for text in (*self.written.items(), *self.links.items(), *self.libraries):
            digest.update(f"{text}\n".encode())
        return digest.hexdigest()


def standin_content() -> Content:
    """Return what the stand-in of this machine has.

    Raises:
        ImageError: This machine is not Debian, or its Python cannot be copied.
    """
    if not Path("/etc/debian_version").exists() or not AUTHORITIES.is_dir():
        raise ImageError(
            "the base image cannot be pulled, and a stand-in is made only on Debian with the package ca-certificates; "
            "name a base that can be had: make images PYTHON_IMAGE=…"
        )
    copied = {place: file for file, place in interpreter_files()}
    libraries = libraries_of([program(), *extension_modules()]) | expected_libraries()
    copied |= {_place_of(library): library for library in libraries}
    copied |= {file: file for file in _COPIED}
    copied |= {file: file for file in sorted(ZONES.rglob("*")) if file.is_file()}
    links = {**LINKS, certificate_file(): str(BUNDLE)}
    written = {**_WRITTEN, BUNDLE: _bundle()}
    return Content(copied, written, links, tuple(sorted({_place_of(library).parent for library in libraries})))


def _place_of(library: Path) -> Path:
    """Return where a library goes: those in a user's own folders to Python's."""
    is_system = library.is_relative_to("/lib") or library.is_relative_to("/lib64") or library.is_relative_to("/usr")
    return library if is_system else PREFIX / "lib" / library.name


def _bundle() -> str:
    return "".join(file.read_text().rstrip() + "\n" for file in sorted(AUTHORITIES.rglob("*.crt")))

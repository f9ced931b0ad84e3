"""What is in an image's archive: the layout of OCI (image-spec, image-layout.md)."""

import json
import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"


@dataclass(frozen=True, slots=True)
class Image:
    """An image that was unpacked.

    Attributes:
        name: What its archive says it is called.
        config: Its configuration, with the history of how it was made.
        root: The folder with its files.
    """

    name: str
    config: dict[str, Any]  # Any: JSON
    root: Path

    @property
    def runtime(self) -> dict[str, Any]:  # Any: JSON
        """How its containers are to be run."""
        found: dict[str, Any] = self.config["config"]
        return found

    @property
    def packages(self) -> Path:
        """Where its distributions are installed."""
        return next(self.root.glob("opt/fairlead/lib/python3.*/site-packages"))


def unpack(archive: Path, folder: Path) -> Image:
    """Unpack an archive into a folder that is not there yet."""
    blobs, root = folder / "layout", folder / "root"
    with tarfile.open(archive) as packed:
        packed.extractall(blobs, filter="data")
    described = json.loads((blobs / "index.json").read_text())["manifests"][0]
    manifest = _json(blobs, described)
    root.mkdir()
    for layer in manifest["layers"]:
        with tarfile.open(_blob(blobs, layer)) as files:
            _apply(files, root)
    config = _json(blobs, manifest["config"])
    shutil.rmtree(blobs)
    return Image(described["annotations"]["org.opencontainers.image.ref.name"], config, root)


def _apply(files: tarfile.TarFile, root: Path) -> None:
    for member in files:
        path = root / member.name
        if path.name == _OPAQUE:
            for inside in path.parent.iterdir():
                _remove(inside)
        elif path.name.startswith(_WHITEOUT):
            _remove(path.with_name(path.name.removeprefix(_WHITEOUT)))
        elif not member.isdev():
            files.extract(member, root, filter="tar")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _blob(blobs: Path, descriptor: dict[str, Any]) -> Path:  # Any: JSON
    algorithm, _, digest = str(descriptor["digest"]).partition(":")
    return blobs / "blobs" / algorithm / digest


def _json(blobs: Path, descriptor: dict[str, Any]) -> dict[str, Any]:  # Any: JSON
    found: dict[str, Any] = json.loads(_blob(blobs, descriptor).read_text())
    return found

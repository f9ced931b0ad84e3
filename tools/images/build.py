"""Build images that are not as the repository says, one after the other."""

import fcntl
import json
import os
import subprocess
import time
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.images.base import base_image
from tools.images.catalogue import DOCKERFILE, ROOT, Image, project_version
from tools.images.choice import Report, find_engine
from tools.images.digest import inputs_digest
from tools.images.engine import Build, Engine
from tools.images.network import build_secrets

FOLDER: Final = ROOT / "build" / "images"
"""Where the archives are."""
SOURCE_VARIABLE: Final = "IMAGE_SOURCE"
"""The environment variable with the address of the repository, for the label; CI sets it."""


@dataclass(frozen=True, slots=True)
class Archive:
    """An image as a file in the layout of OCI, and beside it what it was made of.

    Attributes:
        file: Where it is.
    """

    file: Path

    @property
    def note(self) -> Path:
        """The file that has the digest of its inputs."""
        return self.file.with_suffix(".json")

    def is_of(self, inputs: str) -> bool:
        """Return whether it was made of these inputs."""
        try:
            return self.file.exists() and json.loads(self.note.read_text())["inputs"] == inputs
        except (OSError, ValueError, KeyError):
            return False


def build_images(images: Iterable[Image], python_image: str | None, report: Report) -> list[Archive]:
    """Build images and write their archives; leave those that are up to date.

    Args:
        images: Which.
        python_image: What they stand on; None is the default one, or a stand-in where that cannot be had.
        report: Shows progress.

    Raises:
        ImageError: One cannot be built; those before it are there.
    """
    with _alone():
        return _build_those_needed(images, python_image, report)


@contextmanager
def _alone() -> Generator[None]:
    """Let other processes that build wait; the kernel frees the lock when its holder ends."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build_those_needed(images: Iterable[Image], python_image: str | None, report: Report) -> list[Archive]:
    engine = find_engine(report)
    version = project_version()
    arguments = {"PYTHON_IMAGE": base_image(engine, python_image, report), "VERSION": version}
    archives: list[Archive] = []
    with build_secrets() as secrets:
        for image in images:
            archive = Archive(FOLDER / f"{image.name}.tar")
            inputs = inputs_digest(image.sources, {"engine": engine.name, **arguments})
            if archive.is_of(inputs):
                report(f"{image.tag(version)} is up to date: {_shown(archive)}")
            else:
                begin = time.monotonic()
                _build(engine, image, archive, arguments, secrets)
                archive.note.write_text(json.dumps({"image": image.tag(version), "inputs": inputs}) + "\n")
                report(f"{image.tag(version)} built in {time.monotonic() - begin:.0f} s: {_shown(archive)}")
            archives.append(archive)
    return archives


def _build(
    engine: Engine, image: Image, archive: Archive, arguments: Mapping[str, str], secrets: Mapping[str, Path]
) -> None:
    source = os.environ.get(SOURCE_VARIABLE, "unknown")
    about = {**arguments, "IMAGE": image.name, "REVISION": revision(), "SOURCE": source}
    tag = image.tag(arguments["VERSION"])
    engine.build(Build(DOCKERFILE, ROOT, tag, about, secrets))
    partial = archive.file.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    engine.save(tag, partial)
    partial.rename(archive.file)


def revision() -> str:
    """Return the commit that an image is built from, marked where files differ from it."""
    command = ["git", "-C", str(ROOT), "describe", "--always", "--abbrev=40", "--dirty", "--exclude=*"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _shown(archive: Archive) -> str:
    return f"{archive.file.relative_to(ROOT)} ({archive.file.stat().st_size / 1e6:.0f} MB)"

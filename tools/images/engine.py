"""What builds images, and what it is asked."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from tools.images.errors import ImageError

BUILD_SECONDS: Final = 30 * 60
"""The longest that one command of an engine may take."""
_ERROR_LINES: Final = 30


@dataclass(frozen=True, slots=True)
class Build:
    """One build.

    Attributes:
        dockerfile: What to follow.
        context: The folder that it copies from.
        tag: What the image is called.
        arguments: Build arguments.
        secrets: Files that commands see while they run, by id; nothing of them is in the image.
    """

    dockerfile: Path
    context: Path
    tag: str
    arguments: Mapping[str, str] = field(default_factory=dict[str, str])
    secrets: Mapping[str, Path] = field(default_factory=dict[str, Path])

    def options(self) -> list[str]:
        """Return the options that docker and buildah have in common."""
        options = ["--file", str(self.dockerfile), "--tag", self.tag]
        for name, value in self.arguments.items():
            options += ["--build-arg", f"{name}={value}"]
        for name, file in self.secrets.items():
            options += ["--secret", f"id={name},src={file}"]
        return options


class Engine(Protocol):
    """Docker or Buildah."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    def has(self, image: str) -> bool:
        """Return whether an image is here."""
        ...

    def pull(self, image: str) -> bool:
        """Fetch an image from its registry; return whether that was possible."""
        ...

    def build(self, build: Build) -> None:
        """Build an image.

        Raises:
            ImageError: It cannot be built.
        """
        ...

    def save(self, tag: str, archive: Path) -> None:
        """Write an image to an archive in the layout of OCI, under the name that a kubelet knows `tag` by.

        Raises:
            ImageError: It cannot be written.
        """
        ...


def answers(command: Sequence[str], seconds: float = BUILD_SECONDS) -> bool:
    """Return whether a command ends well."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=seconds)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    """Run a command of an engine.

    Raises:
        ImageError: It failed; the last lines that it wrote are in the message.
    """
    try:
        subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=True,
            timeout=BUILD_SECONDS,
        )
    except subprocess.CalledProcessError as error:
        said = "\n".join(str(error.stdout).strip().splitlines()[-_ERROR_LINES:])
        raise ImageError(f"{' '.join(command[:2])} failed (status {error.returncode}):\n{said}") from error
    except subprocess.TimeoutExpired as error:
        raise ImageError(f"{' '.join(command[:2])} took longer than {BUILD_SECONDS} s.") from error

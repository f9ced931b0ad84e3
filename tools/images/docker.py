"""Building with a Docker daemon."""

import os
from pathlib import Path
from typing import Final

from tools.images.engine import Build, answers, run

_ANSWER_SECONDS: Final = 30


class Docker:
    """A Docker daemon that `docker info` reaches."""

    name = "docker"

    @staticmethod
    def is_there() -> bool:
        """Return whether a daemon answers; the command alone builds nothing."""
        return answers(["docker", "info"], _ANSWER_SECONDS)

    def has(self, image: str) -> bool:
        """Return whether an image is here."""
        return answers(["docker", "image", "inspect", image])

    def pull(self, image: str) -> bool:
        """Fetch an image from its registry; return whether that was possible."""
        return answers(["docker", "pull", "--quiet", image])

    def build(self, build: Build) -> None:
        """Build an image; see :class:`tools.images.engine.Engine`."""
        run(docker_build(build), {**os.environ, "DOCKER_BUILDKIT": "1"})

    def save(self, tag: str, archive: Path) -> None:
        """Write an image to an archive; Docker (25 or newer) writes the layout of OCI."""
        run(["docker", "save", "--output", str(archive), tag])


def docker_build(build: Build) -> list[str]:
    """Return the command that builds an image."""
    return ["docker", "build", *build.options(), str(build.context)]

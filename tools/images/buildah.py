"""Building with Buildah, which needs no daemon."""

from pathlib import Path
from typing import Final

from tools.images.engine import Build, answers, run

DEFAULT_REGISTRY: Final = "docker.io/library"
"""Where a kubelet looks for an image whose name has no registry; it finds it there once it was imported."""


class Buildah:
    """Buildah, as root or as a user."""

    name = "buildah"

    @staticmethod
    def is_there() -> bool:
        """Return whether it is installed."""
        return answers(["buildah", "--version"])

    def has(self, image: str) -> bool:
        """Return whether an image is here."""
        return answers(["buildah", "inspect", "--type", "image", image])

    def pull(self, image: str) -> bool:
        """Fetch an image from its registry; return whether that was possible."""
        return answers(["buildah", "pull", "--quiet", image])

    def build(self, build: Build) -> None:
        """Build an image; see :class:`tools.images.engine.Engine`."""
        run(buildah_build(build))

    def save(self, tag: str, archive: Path) -> None:
        """Write an image to an archive; see :class:`tools.images.engine.Engine`."""
        run(["buildah", "push", "--quiet", tag, f"oci-archive:{archive}:{DEFAULT_REGISTRY}/{tag}"])


def buildah_build(build: Build) -> list[str]:
    """Return the command that builds an image: in a chroot, which works in containers and without systemd."""
    how = ["--isolation", "chroot", "--layers", "--format", "oci", "--pull=false"]
    return ["buildah", "build", *how, *build.options(), str(build.context)]

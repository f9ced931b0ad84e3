"""Which engine builds: Docker where its daemon answers, else Buildah, which is installed where that is possible."""

import os
import shutil
from collections.abc import Callable

from tools.images.buildah import Buildah
from tools.images.docker import Docker
from tools.images.engine import Engine, run
from tools.images.errors import ImageError

type Report = Callable[[str], None]
"""Shows one line of progress."""

_MISSING = (
    "Images are built by docker or buildah: no Docker daemon answers `docker info`, and there is no buildah. "
    "Start the one or install the other (on Debian and Ubuntu: apt-get install buildah)."
)


def find_engine(report: Report) -> Engine:
    """Return what builds images on this machine.

    Raises:
        ImageError: There is nothing, and nothing can be installed.
    """
    if Docker.is_there():
        return Docker()
    if not Buildah.is_there():
        _install_buildah(report)
    return Buildah()


def _install_buildah(report: Report) -> None:
    """Install Debian's package.

    Raises:
        ImageError: This is not Debian, or the process may not install.
    """
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise ImageError(_MISSING)
    report("no Docker daemon answers; installing buildah")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "--quiet"], environment)
    run(["apt-get", "install", "--quiet", "--yes", "--no-install-recommends", "buildah", "runc"], environment)

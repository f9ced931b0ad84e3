"""An image with a shell, an HTTP server and client: busybox of this computer, with the libraries that it needs."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.cluster.archive import Image, write_archive
from tests.cluster.errors import MissingError

SHELL_IMAGE: Final = "fairlead.invalid/shell:1"
_LIBRARY: Final = re.compile(r"(?:=> )?(/\S+) \(0x")
_SECONDS: Final = 20


def write_shell_image(folder: Path) -> Path:
    """Write the archive of `SHELL_IMAGE` into `folder` and return where it is.

    Raises:
        MissingError: there is no busybox here.
    """
    files, links = shell()
    return write_archive(Image(SHELL_IMAGE, files, ["sh"], links), folder / "shell.tar")


def shell() -> tuple[dict[str, Path], dict[str, str]]:
    """Return the files of an image with a shell, and its links, as `Image` takes them.

    Raises:
        MissingError: there is no busybox here.
    """
    busybox = shutil.which("busybox")
    if busybox is None:
        raise MissingError("the image for tests needs busybox (Debian's package busybox)")
    links = {f"/bin/{name}": "busybox" for name in _said(busybox, "--list").split() if name != "busybox"}
    return {"/bin/busybox": Path(busybox), **libraries([Path(busybox)])}, links


def libraries(programs: Sequence[Path]) -> dict[str, Path]:
    """Return the shared libraries that programs need, by their paths; a static program needs none."""
    found = (path for program in programs for path in _LIBRARY.findall(_said("ldd", str(program))))
    return {path: Path(path) for path in found}


def _said(*command: str) -> str:
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=_SECONDS).stdout

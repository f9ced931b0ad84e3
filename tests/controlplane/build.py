"""Build our own Go programs once a machine; `python -m tests.controlplane.build` builds the control plane's."""

import hashlib
import os
import platform
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tests.controlplane.cache import cache_folder
from tests.controlplane.errors import BuildError, ControlPlaneError
from tests.controlplane.locks import Lock, held
from tests.controlplane.process import bound_command
from tests.controlplane.toolchain import Report, find_go

MODULE: Final = Path(__file__).parents[2] / "tools" / "controlplane"
KUBERNETES_VERSION: Final = "1.36.3"
SOURCES: Final = ("go.mod", "go.sum", "main.go")

_MAJOR, _MINOR, _ = KUBERNETES_VERSION.split(".")
_STAMP: Final = "-X k8s.io/component-base/version"
LINK_FLAGS: Final = (
    f"-s -w {_STAMP}.gitVersion=v{KUBERNETES_VERSION} {_STAMP}.gitMajor={_MAJOR} {_STAMP}.gitMinor={_MINOR}"
)
BUILD_FLAGS: Final = ("-mod=readonly", "-trimpath", "-buildvcs=false", f"-ldflags={LINK_FLAGS}")
ENVIRONMENT: Final = {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOWORK": "off"}

LONGEST_BUILD_SECONDS: Final = 30 * 60
_REPORT_SECONDS: Final = 10
_ERROR_LINES: Final = 20


def cache_key(module: Path, sources: Sequence[str] = SOURCES) -> str:
    """Return what names a build: a digest of the sources, the flags and the kind of machine."""
    digest = hashlib.sha256()
    for part in (*BUILD_FLAGS, platform.system(), platform.machine()):
        digest.update(f"{part}\n".encode())
    for name in sources:
        content = (module / name).read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:20]


def binary_path(module: Path, cache: Path) -> Path:
    """Return where the binary of `module` lies in `cache`, be it built or not."""
    return cache / module.name / cache_key(module) / module.name


def ensure_built(module: Path, cache: Path, report: Report) -> Path:
    """Return the binary of `module`, built into `cache` unless it is there; processes that ask at once build once.

    Raises:
        BuildError: Go refused; no binary is left in the cache.
        ToolchainError: there is no Go.
        ControlPlaneError: another process has been building for longer than any build takes.
    """
    binary = binary_path(module, cache)
    if not binary.exists():
        lock = binary.with_name("lock")
        with held(lock, Lock.EXCLUSIVE, LONGEST_BUILD_SECONDS, lambda: report("another process builds it; waiting")):
            if not binary.exists():
                _build(module, binary, find_go(cache, report), report)
    return binary


def _build(module: Path, binary: Path, go: Path, report: Report) -> None:
    partial = binary.with_name("partial")
    report(f"building {module.name} for Kubernetes v{KUBERNETES_VERSION} with {go}: once, up to 5 minutes on 2 cores")
    begin = time.monotonic()
    packages = run_go([go, "list", "-mod=readonly", "-deps", "."], module, "fetched {modules} modules", report)
    progress = f"compiled {{packages}} of {packages} packages"
    run_go([go, "build", "-v", *BUILD_FLAGS, "-o", partial, "."], module, progress, report)
    partial.rename(binary)
    report(f"built in {time.monotonic() - begin:.0f} s: {binary} ({binary.stat().st_size >> 20} MiB)")


def run_go(
    command: Sequence[str | Path],
    module: Path,
    progress: str,
    report: Report,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> int:
    """Run Go in `module` and return how many packages it named, showing `progress` every few seconds.

    Go names one package a line; what it fetches and what is wrong are sentences.

    Raises:
        BuildError: Go refused.
    """
    modules = packages = 0
    said: deque[str] = deque(maxlen=_ERROR_LINES)
    due = time.monotonic() + _REPORT_SECONDS
    with _started(command, module, environment) as process:
        for line in process.stdout or ():
            if line.startswith("go: downloading "):
                modules += 1
            elif " " in line:
                said.append(line)
            else:
                packages += 1
            if time.monotonic() >= due:
                due = time.monotonic() + _REPORT_SECONDS
                report(progress.format(modules=modules, packages=packages))
    if process.returncode != 0:
        raise BuildError(f"Go could not build {module} (status {process.returncode}):\n{''.join(said).rstrip()}")
    return packages


@contextmanager
def _started(
    command: Sequence[str | Path], module: Path, environment: Mapping[str, str]
) -> Generator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        bound_command([str(part) for part in command]),
        cwd=module,
        env={**os.environ, **ENVIRONMENT, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    overdue = threading.Timer(LONGEST_BUILD_SECONDS, process.kill)
    overdue.start()
    try:
        with process:
            yield process
    except BaseException:
        process.kill()
        raise
    finally:
        overdue.cancel()


def show(line: str) -> None:
    """Show a line of progress to whoever watches the terminal."""
    print(f"control plane: {line}", file=sys.stderr, flush=True)  # noqa: T201 - it is for people


def main() -> None:
    """Build the binary unless it is there."""
    try:
        ensure_built(MODULE, cache_folder(), show)
    except ControlPlaneError as error:
        show(str(error))
        sys.exit(1)


if __name__ == "__main__":
    main()

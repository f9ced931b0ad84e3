"""Programs written in Go that others publish, installed once a machine at a pinned version."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.controlplane.build import LONGEST_BUILD_SECONDS, run_go
from tests.controlplane.locks import Lock, held
from tests.controlplane.toolchain import Report, find_go

_BUILD_FLAGS: Final = ("-trimpath", "-ldflags=-s -w")


@dataclass(frozen=True, slots=True)
class PublishedProgram:
    """A program that `go install` can make.

    Attributes:
        package: the import path of its main package, whose last part is the program's name.
        version: the version of its module.
        minutes: about how long it takes to build on two cores.
    """

    package: str
    version: str
    minutes: int

    @property
    def name(self) -> str:
        """What the program is called."""
        return self.package.rpartition("/")[2]

    def ensure_installed(self, cache: Path, report: Report) -> Path:
        """Return the program, built into `cache` unless it is there; processes that ask at once build once.

        Raises:
            BuildError: Go refused; no program is left in the cache.
            ToolchainError: there is no Go.
            ControlPlaneError: another process has been building for longer than any build takes.
        """
        folder = cache / self.name / self.version
        program = folder / self.name
        if not program.exists():
            waiting = f"another process builds {self.name}; waiting"
            with held(folder / "lock", Lock.EXCLUSIVE, LONGEST_BUILD_SECONDS, lambda: report(waiting)):
                if not program.exists():
                    self._build(program, find_go(cache, report), report)
        return program

    def _build(self, program: Path, go: Path, report: Report) -> None:
        report(f"building {self.name} {self.version} with {go}: once, about {self.minutes} minutes on 2 cores")
        begin, partial = time.monotonic(), program.parent / "partial"
        progress = "fetched {modules} modules, compiled {packages} packages"
        command: list[str | Path] = ["nice", "-n", "19", go, "install", "-v", *_BUILD_FLAGS]
        run_go([*command, f"{self.package}@{self.version}"], program.parent, progress, report, {"GOBIN": str(partial)})
        (partial / program.name).rename(program)
        partial.rmdir()
        report(f"built in {time.monotonic() - begin:.0f} s: {program}")

"""The definitions of kinds of other projects, generated from their Go types once a machine, as those projects do it."""

import time
from pathlib import Path
from typing import Final

from tests.controlplane.build import LONGEST_BUILD_SECONDS, cache_key, run_go
from tests.controlplane.locks import Lock, held
from tests.controlplane.toolchain import Report, find_go

MODULE: Final = Path(__file__).parents[2] / "tools" / "kinds"
SOURCES: Final = ("go.mod", "go.sum", "kinds.go")
MONITORING: Final = "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
"""The package of the Prometheus Operator's kinds."""


def ensure_definitions(cache: Path, report: Report) -> Path:
    """Return the folder of the definitions, `{group}_{plural}.yaml` each; processes that ask at once make them once.

    Raises:
        BuildError: Go refused; no definition is left in the cache.
        ToolchainError: there is no Go.
        ControlPlaneError: another process has been at it for longer than it takes.
    """
    folder = cache / MODULE.name / cache_key(MODULE, SOURCES) / "definitions"
    if not folder.exists():
        lock = folder.with_name("lock")
        with held(lock, Lock.EXCLUSIVE, LONGEST_BUILD_SECONDS, lambda: report("another process makes kinds; waiting")):
            if not folder.exists():
                _generate(folder, find_go(cache, report), report)
    return folder


def _generate(folder: Path, go: Path, report: Report) -> None:
    report("generating the definitions of other projects' kinds: once, about 2 minutes on 2 cores")
    begin, partial = time.monotonic(), folder.with_name("partial")
    command: list[str | Path] = ["nice", "-n", "19", go, "tool", "controller-gen", "crd", f"paths={MONITORING}"]
    run_go([*command, f"output:crd:dir={partial}"], MODULE, "fetched {modules} modules", report)
    partial.rename(folder)
    report(f"generated in {time.monotonic() - begin:.0f} s: {folder}")

"""Nodes that run no containers but say they do: kwok (https://kwok.sigs.k8s.io), built once a machine."""

import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from tests.controlplane.build import LONGEST_BUILD_SECONDS, run_go
from tests.controlplane.cache import cache_folder
from tests.controlplane.locks import Lock, held
from tests.controlplane.toolchain import Report, find_go

from benchmarks.control_plane import ControlPlane
from fairlead_cli.local.process import ChildProcess
from fairlead_operator.kinds import NODE
from fairlead_operator.kube import Kube
from fairlead_operator.model import KubernetesObject

VERSION: Final = "v0.8.0"
NODES: Final = 4
_PACKAGE: Final = "sigs.k8s.io/kwok/cmd/kwok"
_BUILD_FLAGS: Final = ("-trimpath", "-ldflags=-s -w")
_ROOM: Final = {"cpu": "10000", "memory": "10Ti", "pods": "4000"}
_STAGES: Final = Path(__file__).with_name("stages.yaml")
_FLAGS: Final = (
    f"--config={_STAGES}",
    "--manage-all-nodes=true",
    "--node-lease-duration-seconds=40",
    "--cidr=10.128.0.1/16",
)


def kwok_program(report: Report) -> Path:
    """Return kwok's program, built unless it is there; that takes about two minutes on two cores.

    Raises:
        ControlPlaneError: there is no Go, or it could not build kwok.
    """
    cache = cache_folder()
    folder = cache / "kwok" / VERSION
    program = folder / "kwok"
    if not program.exists():
        waiting = "another process builds kwok; waiting"
        with held(folder / "lock", Lock.EXCLUSIVE, LONGEST_BUILD_SECONDS, lambda: report(waiting)):
            if not program.exists():
                _build(program, find_go(cache, report), report)
    return program


def _build(program: Path, go: Path, report: Report) -> None:
    report(f"building kwok {VERSION} with {go}: once, about two minutes on two cores")
    begin, partial = time.monotonic(), program.parent / "partial"
    progress = "fetched {modules} modules, compiled {packages} packages"
    command: list[str | Path] = ["nice", "-n", "19", go, "install", "-v", *_BUILD_FLAGS, f"{_PACKAGE}@{VERSION}"]
    run_go(command, program.parent, progress, report, {"GOBIN": str(partial)})
    (partial / program.name).rename(program)
    partial.rmdir()
    report(f"built in {time.monotonic() - begin:.0f} s: {program}")


@asynccontextmanager
async def kwok_nodes(plane: ControlPlane, kube: Kube, program: Path) -> AsyncGenerator[ChildProcess]:
    """Have a control plane's pods run, as far as it can tell: each is ready as soon as it has a node; return kwok.

    Args:
        plane: The control plane.
        kube: A connection to it.
        program: kwok's program.
    """
    config = plane.folder / "kwok"
    config.mkdir()
    command = [str(program), f"--kubeconfig={plane.kubeconfig}", *_FLAGS]
    process = ChildProcess(
        "kwok", command, log=plane.folder / "kwok.log", environment={"HOME": str(config), "KWOK_WORKDIR": str(config)}
    )
    try:
        for number in range(NODES):
            await kube.create(_node(f"node-{number}"))
        yield process
    finally:
        await process.stop()


def _node(name: str) -> KubernetesObject:
    return {
        "apiVersion": NODE.api_version,
        "kind": NODE.name,
        "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name}},
        "status": {"capacity": _ROOM, "allocatable": _ROOM},
    }

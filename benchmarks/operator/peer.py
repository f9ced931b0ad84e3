"""PlainBots, pods that seem to run, and the plain kopf operator."""

import json
import os
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from benchmarks.control_plane import NAMESPACE
from benchmarks.operator.kwok import kwok_nodes
from benchmarks.operator.plain import GROUP, KIND, PLURAL, VERSION
from benchmarks.operator.proxy import counting_proxy
from benchmarks.operator.trial import PODS, Figures, Trial, steady, until_ready, wait
from fairlead_cli.local.process import ChildProcess
from fairlead_operator.kinds import Kind
from fairlead_operator.kube import connected
from fairlead_operator.model import KubernetesObject

_PLAIN_BOT: Final = Kind(f"{GROUP}/{VERSION}", KIND, PLURAL)
_DEFINITION: Final = Path(__file__).with_name("plain.yaml")
_STOP_SECONDS: Final = 30.0


async def peer(trial: Trial) -> Figures:
    """Return what the plain kopf operator costs.

    Raises:
        ConfigurationError: the operator ended.
        FailedError: some resources did not stay ready.
        TimeoutError: they did not become ready in twenty minutes.
    """
    plane = trial.plane
    async with (
        counting_proxy(plane.access, plane.folder) as proxy,
        connected(plane.kubeconfig) as kube,
        kwok_nodes(plane, kube, trial.kwok) as kwok,
    ):
        await plane.install(_DEFINITION, f"{PLURAL}.{GROUP}")
        file = plane.folder / "plainbots.json"
        everything = {"apiVersion": "v1", "kind": "List", "items": [*map(_plain_bot, trial.names)]}
        file.write_text(json.dumps(everything))

        async def ready() -> int:
            return sum(map(_is_ready, await kube.list(_PLAIN_BOT, NAMESPACE)))

        async with _plain_operator(proxy.kubeconfig, plane.folder) as operator:
            running = (operator, kwok)
            began = time.monotonic()
            await plane.run_kubectl("create", f"--filename={file}")
            took = await until_ready(trial, running, began, ready)
            await wait(trial, running, trial.settle_seconds, "settling")
            seen = await steady(trial, running, proxy.requests, ready)
            return Figures(took, seen, {about: count / seen.seconds for about, count in seen.requests.items()})


@asynccontextmanager
async def _plain_operator(kubeconfig: Path, folder: Path) -> AsyncGenerator[ChildProcess]:
    command = [sys.executable, "-m", "kopf", "run", "--standalone", "--all-namespaces", "--module"]
    process = ChildProcess(
        "plain operator",
        [*command, "benchmarks.operator.plain"],
        log=folder / "plain.log",
        environment=os.environ | {"KUBECONFIG": str(kubeconfig)},
    )
    try:
        yield process
    finally:
        await process.stop(within=_STOP_SECONDS)


def _is_ready(resource: KubernetesObject) -> bool:
    return (resource.get("status") or {}).get("readyReplicas") == PODS


def _plain_bot(name: str) -> KubernetesObject:
    return {
        "apiVersion": _PLAIN_BOT.api_version,
        "kind": _PLAIN_BOT.name,
        "metadata": {"name": name, "namespace": NAMESPACE},
        "spec": {"image": "bot:1", "replicas": PODS},
    }

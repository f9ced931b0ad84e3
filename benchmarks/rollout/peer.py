"""The peer: a plain StatefulSet of stock discord.py, which Kubernetes itself restarts."""

import asyncio
import time
from pathlib import Path

from benchmarks.control_plane import NAMESPACE
from benchmarks.pods import simulator, until_connected
from benchmarks.restarts import IDENTIFY_SECONDS, START_SECONDS, Restart, restart_cost
from benchmarks.rollout.node import node
from benchmarks.rollout.stock import READY_PORT
from benchmarks.rollout.trial import LOOK_SECONDS, ROLLOUT_SECONDS, Trial
from fairlead_cli.local.simulator import SimulatedDiscord
from fairlead_operator.kinds import STATEFUL_SET
from fairlead_operator.kube import Kube
from fairlead_operator.model import KubernetesObject
from fairlead_simulator.client import ControlClient

_IMAGE = "stock:1"
_NAME = "stock"
_MANAGER = "benchmark"
_REPOSITORY = Path(__file__).parents[2]
_FIELDS = {"POD_NAME": "metadata.name", "POD_IP": "status.podIP"}


async def restarted(trial: Trial) -> Restart:
    """Start a StatefulSet of stock discord.py, restart it under traffic by kubectl, and return what that cost.

    Raises:
        TimeoutError: the start took more than five minutes, or the restart more than a quarter of an hour.
    """
    plane, scale = trial.plane, trial.scale
    async with (
        simulator(plane.folder, strict=True, **scale.discord) as discord,
        ControlClient(discord.control) as control,
        node(plane, {_IMAGE: {"PYTHONPATH": str(_REPOSITORY)}}) as kube,
    ):
        await kube.create(_stateful_set(trial, discord))
        for replicas in range(1, scale.pods + 1):
            patch = {"spec": {"replicas": replicas}}
            await kube.patch(STATEFUL_SET, NAMESPACE, _NAME, patch, manager=_MANAGER)
            trial.show(f"starting {replicas} of {scale.pods} pods")
            await asyncio.sleep(IDENTIFY_SECONDS)
        await until_connected(control, range(scale.shards), START_SECONDS, [])
        await _until_over(trial, kube)

        async def restart() -> None:
            await plane.run_kubectl("rollout", "restart", f"--namespace={NAMESPACE}", f"statefulset/{_NAME}")
            await _until_over(trial, kube)

        cost = await restart_cost(control, scale.rate, restart)
        await trial.keep_report(discord)
        return cost


async def _until_over(trial: Trial, kube: Kube) -> None:
    """Wait for what ``kubectl rollout status`` waits for: every pod has the newest template and is ready.

    Raises:
        TimeoutError: it took more than a quarter of an hour.
    """
    began, told, pods = time.monotonic(), "", trial.scale.pods
    async with asyncio.timeout(ROLLOUT_SECONDS):
        while True:
            found = await kube.get(STATEFUL_SET, NAMESPACE, _NAME) or {"metadata": {"generation": 1}, "status": {}}
            status = found["status"]
            updated, ready = status.get("updatedReplicas", 0), status.get("readyReplicas", 0)
            if (words := f"{updated} of {pods} pods have the newest template, {ready} of {pods} are ready") != told:
                trial.show(f"{time.monotonic() - began:5.0f} s  {words}")
                told = words
            seen = status.get("observedGeneration", 0) >= found["metadata"]["generation"]
            if seen and updated == ready == pods and status["currentRevision"] == status["updateRevision"]:
                return
            await asyncio.sleep(LOOK_SECONDS)


def _stateful_set(trial: Trial, discord: SimulatedDiscord) -> KubernetesObject:
    """Return the StatefulSet, without pods yet; its probe asks as often as that of Fairlead's pods."""
    labels = {"app": _NAME}
    addresses = [discord.api, discord.gateway, discord.control, discord.token]
    generation = trial.scale.generation
    numbers = [str(generation.shard_count), str(generation.shards_per_pod)]
    fields = [{"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}} for name, path in _FIELDS.items()]
    container = {
        "name": "bot",
        "image": _IMAGE,
        "command": ["python", "-m", "benchmarks.rollout.stock", *addresses, *numbers, "$(POD_NAME)", "$(POD_IP)"],
        "env": fields,
        "readinessProbe": {"tcpSocket": {"port": READY_PORT}, "periodSeconds": 5, "failureThreshold": 2},
    }
    return {
        "apiVersion": STATEFUL_SET.api_version,
        "kind": STATEFUL_SET.name,
        "metadata": {"name": _NAME, "namespace": NAMESPACE},
        "spec": {
            "replicas": 0,
            "serviceName": _NAME,
            "podManagementPolicy": "Parallel",
            "updateStrategy": {"type": "RollingUpdate"},
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
        },
    }

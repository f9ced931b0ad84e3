"""A BotDeployment whose image changes, and the operator, which rolls that out."""

import asyncio
import time
from collections.abc import Mapping

from benchmarks.control_plane import NAMESPACE, running_operator, secret
from benchmarks.pods import WITNESS_COG, simulator, store, write_cog
from benchmarks.restarts import Restart, restart_cost
from benchmarks.rollout.node import node
from benchmarks.rollout.trial import LOOK_SECONDS, ROLLOUT_SECONDS, Trial
from fairlead_cli.cluster.progress import RolloutSeen, Stage, rollout_seen
from fairlead_cli.exit_codes import FailedError
from fairlead_cli.local.process import ChildProcess
from fairlead_cli.render.progress import progress_line
from fairlead_operator.kinds import BOT_DEPLOYMENT, POD
from fairlead_operator.kube import Kube
from fairlead_operator.model import API_VERSION, KIND, KubernetesObject
from fairlead_operator.model.rollout import RolloutStrategy
from fairlead_operator.model.sharding import ShardingMode
from fairlead_shared.errors import ConfigurationError
from fairlead_simulator.client import ControlClient

OLD, NEW = "bot:1", "bot:2"
"""Two images with the same content, as far as processes have images: a rollout costs what it costs all the same."""
_NAME = "bench"
_TOKEN, _REDIS = f"{_NAME}-discord", f"{_NAME}-redis"
_MANAGER = "benchmark"


async def rolling(trial: Trial) -> Restart:
    """Change the image of a fleet whose strategy is Rolling.

    Raises:
        FailedError: the operator gave up; so it is for ``surge``.
        TimeoutError: it took more than a quarter of an hour; so it is for ``surge``.
    """
    return await _rolled_out(trial, {"strategy": RolloutStrategy.ROLLING})


async def surge(trial: Trial) -> Restart:
    """Change the image of a fleet whose strategy is Surge."""
    return await _rolled_out(trial, {"strategy": RolloutStrategy.SURGE, "maxSurge": trial.max_surge})


async def _rolled_out(trial: Trial, rollout: Mapping[str, object]) -> Restart:
    """Start a fleet on a control plane, change its image under traffic, and return what the rollout cost."""
    plane, scale = trial.plane, trial.scale
    image = write_cog(plane.folder, "witness", WITNESS_COG)
    async with (
        simulator(plane.folder, strict=True, **scale.discord) as discord,
        store(plane.folder, discord) as redis,
        ControlClient(discord.control) as control,
        node(plane, {OLD: image, NEW: image}) as kube,
    ):
        await plane.install_bot_deployments()
        await kube.create(secret(_TOKEN, token=discord.token))
        await kube.create(secret(_REDIS, url=redis.url))
        async with running_operator(plane.kubeconfig, discord, plane.folder) as operator:
            spec = {
                "sharding": {
                    "mode": ShardingMode.FIXED,
                    "total": scale.shards,
                    "shardsPerPod": scale.generation.shards_per_pod,
                },
                "standby": scale.standbys,
                "rollout": rollout,
            }
            await _until_over(trial, kube, operator, await kube.create(_bot_deployment(spec)), OLD)

            async def change_image() -> None:
                patch = {"spec": {"image": NEW}}
                changed = await kube.patch(BOT_DEPLOYMENT, NAMESPACE, _NAME, patch, manager=_MANAGER)
                await _until_over(trial, kube, operator, changed, NEW)

            cost = await restart_cost(control, scale.rate, change_image)
            await trial.keep_report(discord)
            return cost


async def _until_over(trial: Trial, kube: Kube, operator: ChildProcess, changed: KubernetesObject, image: str) -> None:
    """Wait until every pod runs what a change of the resource asks for, and no pod is there that is not to stay.

    Args:
        trial: The rollout.
        kube: The connection to the API server.
        operator: The operator's process.
        changed: The resource as the change left it.
        image: The image that the pods are to have.

    Raises:
        FailedError: the operator gave up.
        ConfigurationError: the operator ended; the message has its last words.
        TimeoutError: it took more than a quarter of an hour.
    """
    began, told = time.monotonic(), ""
    async with asyncio.timeout(ROLLOUT_SECONDS):
        while True:
            if operator.exit_code is not None:
                raise ConfigurationError(f"The operator ended: {operator.last_words()}")
            resource = await kube.get(BOT_DEPLOYMENT, NAMESPACE, _NAME) or changed
            seen = rollout_seen(resource, changed["metadata"]["generation"])
            if (words := _words(resource, seen)) != told:
                trial.show(f"{time.monotonic() - began:5.0f} s  {words}")
                told = words
            if seen.stage is Stage.FAILED:
                raise FailedError(f"The rollout stopped: {seen.why}.")
            if seen.stage is Stage.DONE and await _all_have(kube, trial.scale.processes, image):
                return
            await asyncio.sleep(LOOK_SECONDS)


async def _all_have(kube: Kube, pods: int, image: str) -> bool:
    """Return whether there are as many pods as there are to be, and all of them have an image."""
    found = [pod["spec"]["containers"][0]["image"] for pod in await kube.list(POD, NAMESPACE)]
    return found == [image] * pods


def _words(resource: KubernetesObject, seen: RolloutSeen) -> str:
    """Return what the operator says of a rollout; without one, how many pods and shards are ready."""
    rollout = (resource.get("status") or {}).get("rollout") or {}
    return str(rollout.get("message") or progress_line(seen).strip())


def _bot_deployment(spec: Mapping[str, object]) -> KubernetesObject:
    return {
        "apiVersion": API_VERSION,
        "kind": KIND,
        "metadata": {"name": _NAME, "namespace": NAMESPACE},
        "spec": {"image": OLD, "tokenSecretRef": {"name": _TOKEN}, "redisSecretRef": {"name": _REDIS}, **spec},
    }

"""BotDeployments, pods that seem to run, and Fairlead's operator."""

import json
import os
import sys
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Final

import aiohttp

from benchmarks.control_plane import NAMESPACE, running_operator, secret
from benchmarks.operator.bots import TOKEN_VARIABLE
from benchmarks.operator.histogram import Histogram, quantile, read_histogram, since
from benchmarks.operator.kwok import kwok_nodes
from benchmarks.operator.proxy import Requests, counting_proxy
from benchmarks.operator.trial import (
    PODS,
    Figures,
    Steady,
    Trial,
    create_all,
    steady,
    until_ready,
    wait,
)
from benchmarks.pods import LOOPBACK, simulator, store
from fairlead_cli.local.process import ChildProcess, free_port
from fairlead_operator.kinds import BOT_DEPLOYMENT
from fairlead_operator.kube import connected
from fairlead_operator.model import API_VERSION, KIND, KubernetesObject
from fairlead_operator.model.sharding import ShardingMode
from fairlead_operator.model.status import Phase
from fairlead_operator.settings import OperatorSettings
from fairlead_shared.fleet.layout import Generation
from fairlead_simulator.client import ControlClient

_GENERATION: Final = Generation(PODS, 1)
_SECRET_SECONDS: Final[float] = OperatorSettings.model_fields["fairlead_secret_seconds"].default
_REDIS: Final = "redis"
_READ_SECRETS: Final = "get secrets"
_RECONCILE: Final = "fairlead_operator_reconcile_seconds"


async def fairlead(trial: Trial) -> Figures:
    """Return what Fairlead's operator costs.

    Raises:
        ConfigurationError: the operator ended.
        FailedError: some resources did not stay ready.
        TimeoutError: they did not become ready in twenty minutes.
    """
    plane, port = trial.plane, free_port()
    async with (
        simulator(plane.folder, shards=PODS, guilds=0) as discord,
        store(plane.folder, discord) as redis,
        ControlClient(discord.control) as control,
        counting_proxy(plane.access, plane.folder) as proxy,
        connected(plane.kubeconfig) as kube,
        aiohttp.ClientSession() as http,
        kwok_nodes(plane, kube, trial.kwok) as kwok,
    ):
        await plane.install_bot_deployments()
        trial.show(f"making {trial.deployments} applications and their Secrets")
        added = {name: await control.add_bot(name=name, shards=PODS, guild_ids=[]) for name in trial.names}
        await create_all(kube, [secret(_REDIS, url=redis.url)])
        await create_all(kube, (secret(f"{name}-discord", token=bot.token) for name, bot in added.items()))
        applications = {name: bot.application_id for name, bot in added.items()}

        async def ready() -> int:
            return sum(map(_is_ready, await kube.list(BOT_DEPLOYMENT, NAMESPACE)))

        async def looks() -> Histogram:
            return await read_histogram(http, f"http://{LOOPBACK}:{port}/metrics", _RECONCILE)

        async with (
            _reporting(trial, redis.url, applications) as bots,
            running_operator(proxy.kubeconfig, discord, plane.folder, health_port=port) as operator,
        ):
            await operator.listening(LOOPBACK, port)
            running = (operator, bots, kwok)
            began = time.monotonic()
            await create_all(kube, map(_bot_deployment, trial.names))
            took = await until_ready(trial, running, began, ready)
            converging = await looks()
            await wait(trial, running, trial.settle_seconds, "settling")
            before = await looks()
            seen = await steady(trial, running, proxy.requests, ready)
            settled = since(await looks(), before)
            return Figures(
                took,
                seen,
                _rates(seen, proxy.requests),
                quantile(settled, 0.5),
                quantile(settled, 0.99),
                quantile(converging, 0.99),
            )


def _rates(seen: Steady, requests: Requests) -> dict[str, float]:
    """Return the requests in a second, those for Secrets as they are over a long time.

    Each is read again every ten minutes, all of them at about the same time, because they were first read then.
    """
    rates = {about: count / seen.seconds for about, count in seen.requests.items()}
    return rates | {_READ_SECRETS: len(requests.names[_READ_SECRETS]) / _SECRET_SECONDS}


@asynccontextmanager
async def _reporting(trial: Trial, redis_url: str, applications: Mapping[str, int]) -> AsyncGenerator[ChildProcess]:
    """Have the pods that run say that their shards are ready."""
    folder, access = trial.plane.folder, trial.plane.access
    file = folder / "applications.json"
    file.write_text(json.dumps(applications))
    arguments = [access.server, str(access.ca_file), redis_url]
    arguments += [str(_GENERATION.shard_count), str(_GENERATION.shards_per_pod), str(file)]
    bots = ChildProcess(
        "bots",
        [sys.executable, "-m", "benchmarks.operator.bots", *arguments],
        log=folder / "bots.log",
        environment=os.environ | {TOKEN_VARIABLE: access.token or ""},
    )
    try:
        yield bots
    finally:
        await bots.stop()


def _is_ready(resource: KubernetesObject) -> bool:
    status = resource.get("status") or {}
    current = status.get("observedGeneration") == resource["metadata"]["generation"]
    return current and status.get("phase") == Phase.READY and status["pods"]["ready"] == PODS


def _bot_deployment(name: str) -> KubernetesObject:
    return {
        "apiVersion": API_VERSION,
        "kind": KIND,
        "metadata": {"name": name, "namespace": NAMESPACE},
        "spec": {
            "image": "bot:1",
            "tokenSecretRef": {"name": f"{name}-discord"},
            "redisSecretRef": {"name": _REDIS},
            "sharding": {
                "mode": ShardingMode.FIXED,
                "total": _GENERATION.shard_count,
                "shardsPerPod": _GENERATION.shards_per_pod,
            },
        },
    }

"""Says in Redis what the bots of all pods would say: nothing runs in these pods.

Usage: ``python -m benchmarks.operator.bots SERVER CA_FILE REDIS_URL SHARDS SHARDS_PER_POD APPLICATIONS``, where the
environment has the token, and APPLICATIONS is a JSON file: the id of each BotDeployment's application by its name.
"""

import asyncio
import json
import os
import ssl
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import aiohttp

from benchmarks.control_plane import NAMESPACE
from fairlead_operator.build.metadata import Label
from fairlead_operator.model import KubernetesObject
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.pod import ordinal_of
from fairlead_shared.fleet.records import PodStatus, ShardState, ShardStatus
from fairlead_shared.fleet.status import STALE_SECONDS, StatusStore
from fairlead_shared.redis_client import connect_redis

TOKEN_VARIABLE: Final = "BENCHMARK_TOKEN"  # noqa: S105 - the name of a variable
REPORT_SECONDS: Final = 0.4 * STALE_SECONDS
"""How often each pod reports: half as often as bots do, which leaves more of the machine to what is measured."""
_STEPS: Final = 40
"""Into how many turns the pods of one round are divided."""
_EPOCH: Final = 1_764_000_000_000_000
_RUNNING: Final = {"watch": "true", "fieldSelector": "status.phase=Running", "labelSelector": Label.DEPLOYMENT.value}
_LONGEST_EVENT: Final = 1 << 22


class Bots:
    """The bots in the pods that run.

    Args:
        stores: Where each BotDeployment's pods report.
        generation: The layout of all.
    """

    def __init__(self, stores: Mapping[str, StatusStore], generation: Generation) -> None:
        self._stores = stores
        self._generation = generation
        self._pods: dict[str, tuple[StatusStore, PodStatus]] = {}

    async def watch(self, http: aiohttp.ClientSession) -> None:
        """Have the pods report that run, until cancelled."""
        while True:
            query = {**_RUNNING, "resourceVersion": "0"}
            async with http.get(f"/api/v1/namespaces/{NAMESPACE}/pods", params=query) as answer:
                answer.raise_for_status()
                async for line in answer.content:
                    event = json.loads(line)
                    if event["type"] == "DELETED":
                        self._pods.pop(event["object"]["metadata"]["name"], None)
                    elif event["type"] in {"ADDED", "MODIFIED"}:
                        self._begin(event["object"])

    def _begin(self, pod: KubernetesObject) -> None:
        name = pod["metadata"]["name"]
        if name not in self._pods:
            store = self._stores[pod["metadata"]["labels"][Label.DEPLOYMENT]]
            self._pods[name] = store, _status(name, self._generation)

    async def report(self) -> None:
        """Report for each pod again and again, spread over the time that is between two reports of one."""
        turn = 0
        while True:
            begun = asyncio.get_running_loop().time()
            for name, (store, status) in list(self._pods.items()):
                if hash(name) % _STEPS == turn:
                    await store.publish(status)
            turn = (turn + 1) % _STEPS
            took = asyncio.get_running_loop().time() - begun
            await asyncio.sleep(max(REPORT_SECONDS / _STEPS - took, 0))


def _status(pod: str, generation: Generation) -> PodStatus:
    """Return what a pod says whose shards are ready."""
    at, slot = datetime.now(UTC), ordinal_of(pod)
    shards = tuple(
        ShardStatus(
            shard_id=shard_id,
            state=ShardState.READY,
            guilds=1000,
            latency=0.04,
            ready_since=at,
            last_heartbeat=at,
            last_event=at,
            identifies=1,
        )
        for shard_id in generation.shards_of(slot)
    )
    return PodStatus(pod=pod, generation=generation.name, slot=slot, epoch=_EPOCH + slot, started_at=at, shards=shards)


async def main() -> None:
    """Report until a signal."""
    server, ca_file, redis_url, shards, shards_per_pod, file = sys.argv[1:]
    applications: dict[str, int] = json.loads(Path(file).read_text())  # noqa: ASYNC240 - nothing else runs yet
    generation = Generation(int(shards), int(shards_per_pod))
    connector = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=ca_file))
    headers = {"Authorization": f"Bearer {os.environ[TOKEN_VARIABLE]}"}
    async with (
        connect_redis(redis_url) as redis,
        aiohttp.ClientSession(
            server,
            connector=connector,
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=None),
            read_bufsize=_LONGEST_EVENT,
        ) as http,
        asyncio.TaskGroup() as tasks,
    ):
        stores = {
            name: StatusStore(redis, FleetKeys(application), generation) for name, application in applications.items()
        }
        bots = Bots(stores, generation)
        tasks.create_task(bots.watch(http))
        tasks.create_task(bots.report())


if __name__ == "__main__":
    asyncio.run(main())

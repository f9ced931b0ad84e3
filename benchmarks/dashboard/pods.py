"""Says in Redis what the pods of a large fleet would say while it works, every eight seconds each.

Rates wobble as chance has it, a fifth of the shards has another latency at each report, and a rolling restart goes on:
one pod in fifty resumes its shards.

Usage: ``python -m benchmarks.dashboard.pods REDIS_URL APPLICATION_ID``; prints a line when every pod has reported once.
"""

import asyncio
import random
import sys
import time
from typing import Final

from benchmarks.pod_status import pod_status
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PodStatus, ShardState, ShardStatus
from fairlead_shared.fleet.status import StatusStore
from fairlead_shared.redis_client import connect_redis

GENERATION: Final = Generation(16_384, 16)
REPORT_SECONDS: Final = 8.0
BEATS: Final = 0.2
"""Which part of the shards had a heartbeat acknowledged since the last report: one is due every 41 seconds."""
RESUMES: Final = 0.02
"""Which part of the pods resumes its shards."""


async def main(redis_url: str, application_id: int) -> None:
    """Report until the process is ended."""
    store = StatusStore(connect_redis(redis_url), FleetKeys(application_id), GENERATION)
    pods = [pod_status(GENERATION, slot) for slot in range(GENERATION.slots)]
    for pod in pods:
        await store.publish(_later(pod))
    print("reported", flush=True)
    due = time.monotonic()
    while True:
        for number, pod in enumerate(pods):
            pods[number] = _later(pod)
            await store.publish(pods[number])
            due += REPORT_SECONDS / len(pods)
            await asyncio.sleep(max(0.0, due - time.monotonic()))


def _later(pod: PodStatus) -> PodStatus:
    state = ShardState.RESUMING if random.random() < RESUMES else ShardState.READY
    return pod.model_copy(update={"shards": tuple(_of_now(shard, state) for shard in pod.shards)})


def _of_now(shard: ShardStatus, state: ShardState) -> ShardStatus:
    usual = 5 + shard.shard_id % 97  # events a second
    seconds = 10
    counted = max(0.0, random.gauss(usual * seconds, (usual * seconds) ** 0.5))
    latency = round(random.uniform(0.02, 0.4), 4) if random.random() < BEATS else shard.latency
    return shard.model_copy(
        update={"state": state, "latency": latency, "events_per_second": round(counted / seconds, 1)}
    )


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))

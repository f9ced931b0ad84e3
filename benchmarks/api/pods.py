"""Says in Redis what the pods of a large fleet would say, every four seconds each; some latencies change each time.

Usage: ``python -m benchmarks.api.pods REDIS_URL APPLICATION_ID``; prints a line when every pod has reported once.
"""

import asyncio
import random
import sys
from typing import Final

from benchmarks.pod_status import pod_status
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import PodStatus
from fairlead_shared.fleet.status import StatusStore
from fairlead_shared.redis_client import connect_redis

GENERATION: Final = Generation(16_384, 16)
REPORT_SECONDS: Final = 4.0
CHANGED: Final = 0.1
"""Which part of the pods has another latency at its next report."""


async def main(redis_url: str, application_id: int) -> None:
    """Report until the process is ended."""
    store = StatusStore(connect_redis(redis_url), FleetKeys(application_id), GENERATION)
    pods = [pod_status(GENERATION, slot) for slot in range(GENERATION.slots)]
    for pod in pods:
        await store.publish(pod)
    print("reported", flush=True)
    while True:
        for number, pod in enumerate(pods):
            pods[number] = _later(pod) if random.random() < CHANGED else pod
            await store.publish(pods[number])
            await asyncio.sleep(REPORT_SECONDS / len(pods))


def _later(pod: PodStatus) -> PodStatus:
    latency = random.uniform(0.02, 0.08)
    return pod.model_copy(
        update={"shards": tuple(shard.model_copy(update={"latency": latency}) for shard in pod.shards)}
    )


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))

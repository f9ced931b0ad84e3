"""Measure what it costs to write and read the status of a large fleet; see the README."""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from redis.asyncio import Redis
from rich.console import Console
from rich.table import Table

from benchmarks.pod_status import pod_status
from fairlead_cli.local.redis_server import RedisServer
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.status import StatusStore
from fairlead_shared.redis_client import connect_redis

SHARDS: Final = 16_384
SHARDS_PER_POD: Final = 16
REPEATS: Final = 9
BEAT_SECONDS: Final = 0.001
KEYS: Final = FleetKeys(1)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one kind of call took: its median, and the longest pause of the event loop, both in milliseconds."""

    median: float
    longest_pause: float


async def cost(call: Callable[[], Awaitable[object]]) -> Cost:
    """Make a call several times, while a task looks how long it must wait for its turn."""
    pauses = [0.0]
    beating = asyncio.create_task(_beat(pauses))
    took = list[float]()
    for _ in range(REPEATS):
        began = time.perf_counter()
        await call()
        took.append(time.perf_counter() - began)
    beating.cancel()
    await asyncio.gather(beating, return_exceptions=True)
    return Cost(statistics.median(took) * 1000, max(pauses) * 1000)


async def _beat(pauses: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(BEAT_SECONDS)
        pauses.append(time.perf_counter() - began - BEAT_SECONDS)


async def _size(redis: Redis, key: str) -> int:
    return sum(len(value) for value in await redis.hvals(key))


async def measure(redis: Redis, generation: Generation) -> dict[str, float | int]:
    """Fill a Redis with the status of a fleet and return the figures."""
    store = StatusStore(redis, KEYS, generation)
    for slot in range(generation.slots):
        await store.publish(pod_status(generation, slot))
    one = pod_status(generation, 0)
    publish, whole, summary = await cost(lambda: store.publish(one)), await cost(store.read), await cost(store.summary)
    return {
        "publish_ms": round(publish.median, 2),
        "whole_ms": round(whole.median, 1),
        "summary_ms": round(summary.median, 1),
        "whole_bytes": await _size(redis, KEYS.status(generation)),
        "summary_bytes": await _size(redis, KEYS.summaries(generation)),
        "whole_longest_pause_ms": round(whole.longest_pause, 1),
        "summary_longest_pause_ms": round(summary.longest_pause, 1),
    }


async def main() -> None:
    """Measure, print the table and, last, the figures as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.status")
    parser.add_argument("--shards", type=int, default=SHARDS)
    generation = Generation(parser.parse_args().shards, SHARDS_PER_POD)
    with tempfile.TemporaryDirectory() as name:
        server = RedisServer(Path(name))
        await server.start()
        redis = connect_redis(server.url)
        try:
            figures = await measure(redis, generation)
        finally:
            await redis.aclose()
            await server.stop()
    table = Table("", f"{generation.shard_count:,} shards in {generation.slots:,} pods")
    for figure, value in figures.items():
        table.add_row(figure.replace("_", " "), f"{value:,}")
    Console().print(table)
    print(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())

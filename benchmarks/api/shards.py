"""Looks at a fleet of 16,384 shards: lists, and clients of the stream."""

import asyncio
import random
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from benchmarks.api.load import Measured, User
from benchmarks.api.pods import GENERATION
from benchmarks.api.sides import Side
from benchmarks.api.world import Person
from benchmarks.pods import cpu_seconds
from fairlead_cli.local.process import ChildProcess

STREAMS_OF_A_USER = 10
PAGE = 100
PAUSE_SECONDS = 0.25
"""Between two lists. Redis is read again after a second: about each fourth waits for that."""


@dataclass(frozen=True, slots=True)
class Streams:
    """What clients of the stream saw.

    Attributes:
        kept: Clients that had every shard and news of changes, and were still connected at the end.
        cpu: Processor seconds of the API in a second, once all were connected.
    """

    kept: int
    cpu: float


@asynccontextmanager
async def reporting(folder: Path, redis_url: str, application_id: int) -> AsyncGenerator[None]:
    """Run the pods' reports; every pod has reported when the context begins."""
    command = [sys.executable, "-m", "benchmarks.api.pods", redis_url, str(application_id)]
    process = ChildProcess("pods", command, log=folder / "pods.log", output=True)
    try:
        if not await asyncio.to_thread(process.output.readline):
            raise RuntimeError(f"the pods do not report: {process.last_words()}")
        yield
    finally:
        await process.stop()


async def lists(side: Side, person: Person, requests: int) -> Measured:
    """Ask for pages of the list of shards, at random places."""
    measured = Measured()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        user = User(side, person, http, measured)
        for _ in range(requests):
            offset = random.randrange(GENERATION.shard_count - PAGE)
            await user.ask("GET", f"/shards?limit={PAGE}&offset={offset}", 200)
            await asyncio.sleep(PAUSE_SECONDS)
    return measured


async def streams(side: Side, people: list[Person], clients: int, seconds: float) -> Streams:
    """Have clients follow the fleet, a few for each person."""
    snapshots = asyncio.Semaphore(0)
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(
        connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), read_bufsize=1 << 20
    ) as http:
        following = [
            asyncio.create_task(_follow(http, side, people[number // STREAMS_OF_A_USER], snapshots))
            for number in range(clients)
        ]
        for _ in range(clients):
            await snapshots.acquire()
        before, began = cpu_seconds(side.pid), time.monotonic()
        await asyncio.sleep(seconds)
        cpu = (cpu_seconds(side.pid) - before) / (time.monotonic() - began)
        connected = [task for task in following if not task.done()]
        for task in following:
            task.cancel()
        seen = await asyncio.gather(*following, return_exceptions=True)
    kept = sum(count is True for task, count in zip(following, seen, strict=True) if task in connected)
    return Streams(kept, cpu)


async def _follow(http: aiohttp.ClientSession, side: Side, person: Person, snapshots: asyncio.Semaphore) -> bool:
    """Read events until cancelled; return whether changes came after the whole."""
    changed = False
    cookie = "; ".join(f"{name}={value}" for name, value in person.cookies[side.name].items())
    try:
        async with http.get(f"{side.url}/shards/stream", headers={"Cookie": cookie}) as answer:
            answer.raise_for_status()
            started = False
            async for part, _ in answer.content.iter_chunks():
                if not started:
                    started = True
                    snapshots.release()
                changed = changed or b"event: changes" in part
    except asyncio.CancelledError:
        return changed
    finally:
        if not changed:
            snapshots.release()
    return False

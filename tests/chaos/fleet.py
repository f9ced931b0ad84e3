"""The pods of a run: processes that are killed, paused, ended and started again."""

import asyncio
import os
import random
import secrets
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import orjson

from fairlead_cli.local.process import ChildProcess, free_port
from fairlead_shared.fleet.delivery import Delivery
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.pod import PodVariable
from fairlead_simulator.server import Endpoints
from tests.chaos.store import ChaosStore
from tests.integration.fairlead_bot.redis_proxy import RedisProxy, redis_proxy

COGS = Path(__file__).with_name("cogs")
CHECKPOINT_SECONDS = 2
DRAIN_SECONDS = 10
LOOK_SECONDS = 0.05
"""How often something is looked at that is waited for."""
HANDED_OVER = "the slot is handed over"
"""What a pod that leaves writes into its log when a standby has taken its slot over."""
INTENTS = "guilds,guild_messages,guild_reactions,message_content,members,voice_states"


def own_address() -> str:
    """An address of this machine that most likely nobody else uses: a port that is free stays free until it is used."""
    return f"127.{random.randrange(64, 128)}.{random.randrange(256)}.{random.randrange(1, 255)}"


@dataclass
class PodProcess:
    """A process of a pod.

    Attributes:
        ordinal: The pod's number.
        process: The process.
        port: Where its health server listens.
    """

    ordinal: int
    process: ChildProcess
    port: int


@dataclass
class Fleet:
    """The pods: one for each slot, and a standby.

    Attributes:
        generation: The layout.
        store: Their Redis.
        links: Each pod's way to Redis, by its ordinal.
        pods: The processes that were started last, by ordinal.
        address: Where all of them listen.
    """

    generation: Generation
    delivery: Delivery
    store: ChaosStore
    endpoints: Endpoints
    folder: Path
    links: dict[int, RedisProxy] = field(default_factory=dict)
    pods: dict[int, PodProcess] = field(default_factory=dict)
    address: str = field(default_factory=own_address)
    _uids: dict[int, str] = field(default_factory=dict)
    _secret: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def ordinals(self) -> range:
        """The numbers of all pods."""
        return range(self.generation.slots + 1)

    def name(self, ordinal: int) -> str:
        return f"chaos-{ordinal}"

    def start(self, ordinal: int, *, anew: bool) -> None:
        """Start the process of a pod: of the one that there was, or of a new pod in its place."""
        if anew or ordinal not in self._uids:
            self._uids[ordinal] = secrets.token_hex(8)
        port = free_port(self.address)
        variables = {
            PodVariable.POD_NAME: self.name(ordinal),
            PodVariable.POD_UID: self._uids[ordinal],
            PodVariable.DEPLOYMENT: "chaos",
            PodVariable.SHARD_COUNT: self.generation.shard_count,
            PodVariable.SHARDS_PER_POD: self.generation.shards_per_pod,
            PodVariable.INTENTS: INTENTS,
            PodVariable.TOKEN: self.endpoints.token,
            PodVariable.API_BASE_URL: self.endpoints.rest,
            PodVariable.REDIS_URL: self.links[ordinal].url,
            PodVariable.DELIVERY: self.delivery,
            PodVariable.CHECKPOINT_SECONDS: CHECKPOINT_SECONDS,
            PodVariable.DRAIN_SECONDS: DRAIN_SECONDS,
            PodVariable.COGS_ENABLED: "chaos_witness",
            "FAIRLEAD_COGS_DIRECTORY": COGS,
            "FAIRLEAD_SIM_WITNESS": self.endpoints.control,
            "FAIRLEAD_HANDOVER_SECRET": self._secret,
            "FAIRLEAD_HANDOVER_PORT": free_port(self.address),
            "HANDOVER_HOST": self.address,
            "POD_IP": self.address,
            "CHAOS_SOCKETS": self.folder,
            "HEALTH_HOST": self.address,
            "HEALTH_PORT": port,
        }
        environment = dict(os.environ) | {str(name): str(value) for name, value in variables.items()}
        command = [sys.executable, "-m", "fairlead_bot"]
        log = self.log(ordinal)
        process = ChildProcess(self.name(ordinal), command, log=log, environment=environment, folder=self.folder)
        self.pods[ordinal] = PodProcess(ordinal, process, port)

    def log(self, ordinal: int) -> Path:
        return self.folder / f"{self.name(ordinal)}.log"

    def signal(self, ordinal: int, number: signal.Signals) -> None:
        """Send a signal to the process of a pod, if it is still there."""
        process = self.pods[ordinal].process
        if process.exit_code is None:
            os.kill(process.pid, number)

    async def kill(self, ordinal: int) -> None:
        """Kill the process of a pod without a word, and wait until it is gone."""
        self.signal(ordinal, signal.SIGKILL)
        await self.pods[ordinal].process.ended()

    async def holder(self, slot: int) -> int:
        """Wait until some pod holds a slot; return its number."""
        while (found := (await self.store.holders()).get(slot)) is None:
            await asyncio.sleep(LOOK_SECONDS)
        return int(found.rpartition("-")[2])

    async def ready(self, ordinal: int, http: aiohttp.ClientSession) -> bool:
        """Whether a pod says that it is ready: its shards are, or it stands by."""
        pod = self.pods[ordinal]
        if pod.process.exit_code is not None:
            return False
        try:
            async with http.get(f"http://{self.address}:{pod.port}/readyz") as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def caches(self) -> list[dict[str, Any]]:
        """What the caches of the pods that hold slots hold (Any: JSON).

        Raises:
            OSError: One of them does not tell.
        """
        found = list[dict[str, Any]]()
        for slot in range(self.generation.slots):
            socket = self.folder / str(self.pods[await self.holder(slot)].process.pid)
            reader, writer = await asyncio.open_unix_connection(socket)
            found.append(orjson.loads(await reader.read()))
            writer.close()
        return found

    def handovers(self) -> int:
        """Return how many slots were handed over, as the pods that left say."""
        return sum(self.log(ordinal).read_text().count(HANDED_OVER) for ordinal in self.ordinals)

    async def end(self) -> None:
        """End every process, whatever became of it."""
        for pod in self.pods.values():
            pod.process.kill()


@asynccontextmanager
async def fleet(
    generation: Generation, delivery: Delivery, store: ChaosStore, endpoints: Endpoints, folder: Path
) -> AsyncGenerator[Fleet]:
    """Start the pods of a run."""
    async with AsyncExitStack() as stack:
        started = Fleet(generation, delivery, store, endpoints, folder)
        for ordinal in started.ordinals:
            started.links[ordinal] = await stack.enter_async_context(redis_proxy(store.url))
        stack.push_async_callback(started.end)
        for ordinal in started.ordinals:
            started.start(ordinal, anew=True)
        yield started

"""A Redis that dies without losing what it acknowledged, forgets everything, or comes back as an older copy."""

import shutil
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from fairlead_cli.local.process import ChildProcess, free_port
from fairlead_cli.local.redis_server import redis_program
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.lease import SlotLeases
from fairlead_shared.fleet.sessions import SessionStore, StoredSession
from fairlead_shared.fleet.settling import trust_store
from fairlead_shared.redis_client import connect_redis

UNANSWERED = (RedisError, OSError)
"""What asking a Redis raises that is not there."""

_COPY = """
local found = {}
for _, key in ipairs(redis.call('KEYS', '*')) do
  found[#found + 1] = {key, redis.call('PTTL', key), redis.call('DUMP', key)}
end
return found
"""

type Copy = Mapping[bytes | str, tuple[int, bytes]]
"""Every key with its milliseconds to live (0: for ever) and its value as Redis dumps it."""


class ChaosStore:
    """A Redis server of one run, and clients of it.

    Attributes:
        client: A client.
        keys: The bot's keys.
        leases: The slots.
        running: Whether the server runs.
        deaths: How often it was killed.
    """

    def __init__(self, folder: Path, application_id: int, generation: Generation) -> None:
        self._folder = folder
        self._port = free_port()
        self._server: ChildProcess | None = None
        self.deaths = 0
        self.client = connect_redis(self.url)
        self.keys = FleetKeys(application_id)
        self.leases = SlotLeases(self.client, self.keys, generation)
        self._sessions = SessionStore(self.client, self.keys, generation, ttl_seconds=60)
        self._generation = generation

    @property
    def url(self) -> str:
        return _url(self._port)

    @property
    def running(self) -> bool:
        return self._server is not None

    async def start(self) -> None:
        """Start the server with what it had when it was killed."""
        await self.client.connection_pool.disconnect()
        self._server = await self._serve(self._port)

    def kill(self) -> None:
        """Kill the server; what it acknowledged was written."""
        if self._server is not None:
            self._server.kill()
            self._server = None
            self.deaths += 1

    def forget(self) -> None:
        """Have the killed server forget everything."""
        shutil.rmtree(self._folder, ignore_errors=True)

    async def copy(self) -> Copy:
        """A copy of everything in it at one moment: bots write meanwhile."""
        found = await self.client.eval(_COPY, 0)
        return {key: (max(milliseconds, 0), value) for key, milliseconds, value in found}

    async def set_back(self, copy: Copy) -> None:
        """Give the killed server an older copy: at a port that nobody knows, before it comes back."""
        self.forget()
        port = free_port()
        server = await self._serve(port)
        try:
            async with Redis.from_url(_url(port)) as client:
                for key, (milliseconds, value) in copy.items():
                    await client.restore(key, milliseconds, value)
        finally:
            server.kill()

    async def trust(self) -> None:
        await trust_store(self.client, self.keys)

    async def holders(self) -> dict[int, str]:
        """The pod that holds each slot."""
        return {slot: holder.pod for slot, holder in (await self.leases.holders()).items()}

    async def sessions(self, slot: int) -> dict[int, StoredSession]:
        """The sessions of a slot that can be read."""
        found = await self._sessions.load(slot)
        return {shard_id: each for shard_id, each in found.items() if isinstance(each, StoredSession)}

    async def marks(self, slot: int) -> dict[str, int]:
        """How far the sessions of a slot are marked, once nothing of a process that is gone is on its way any more."""
        last = None
        while True:
            marks = {each.record.session_id: each.mark for each in (await self.sessions(slot)).values()}
            if marks == last:
                return marks
            last = marks

    async def release_brake(self) -> None:
        """Forget how often shards were started: a run starts them more often than any fleet."""
        for shard_id in range(self._generation.shard_count):
            await self.client.delete(self.keys.identify_starts(self._generation.name, shard_id))

    async def _serve(self, port: int) -> ChildProcess:
        self._folder.mkdir(parents=True, exist_ok=True)
        # What is written to the file outlives the process; only a machine that dies would need fsync.
        options = {"bind": "127.0.0.1", "port": port, "save": "", "appendonly": "yes", "appendfsync": "no"}
        options |= {"dir": self._folder, "databases": 1}
        arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        server = ChildProcess("Redis", [redis_program(), *arguments], log=self._folder.with_suffix(".log"))
        await server.listening("127.0.0.1", port)
        async with Redis.from_url(_url(port)) as client:
            while (await client.info("persistence"))["loading"]:
                pass
        return server


def _url(port: int) -> str:
    return f"redis://127.0.0.1:{port}/0"


@asynccontextmanager
async def chaos_store(folder: Path, application_id: int, generation: Generation) -> AsyncGenerator[ChaosStore]:
    """Run a Redis of a run's own, trusted."""
    store = ChaosStore(folder / "redis", application_id, generation)
    await store.start()
    await store.trust()
    try:
        yield store
    finally:
        await store.client.aclose()
        store.kill()

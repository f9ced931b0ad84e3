"""A Redis of one test, which stops and starts it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from fairlead_cli.local.redis_server import RedisServer
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.settling import trust_store
from fairlead_shared.redis_client import connect_redis

type Contents = dict[bytes | str, tuple[int, bytes]]
"""Every key with its milliseconds to live (0: for ever) and its value."""


class Store:
    """A Redis server, empty whenever it starts, and a client of it."""

    def __init__(self, server: RedisServer, application_id: int) -> None:
        self.server = server
        self.keys = FleetKeys(application_id)
        self.client = connect_redis(server.url)

    @property
    def url(self) -> str:
        """Where it listens."""
        return self.server.url

    async def start(self) -> None:
        await self.client.connection_pool.disconnect()
        await self.server.start()

    async def stop(self) -> None:
        await self.server.stop()

    async def trust(self) -> None:
        await trust_store(self.client, self.keys)

    async def contents(self) -> Contents:
        """A copy of everything in it."""
        keys = await self.client.keys("*")
        return {key: (max(await self.client.pttl(key), 0), await self.client.dump(key) or b"") for key in keys}

    async def restore(self, contents: Contents) -> None:
        """Put a copy back."""
        for key, (milliseconds, value) in contents.items():
            await self.client.restore(key, milliseconds, value, replace=True)


@asynccontextmanager
async def own_store(folder: Path, application_id: int) -> AsyncGenerator[Store]:
    """Run a Redis of a test's own, trusted."""
    store = Store(RedisServer(folder / "redis"), application_id)
    await store.start()
    await store.trust()
    try:
        yield store
    finally:
        await store.client.aclose()
        await store.stop()

"""A way to Redis that a test cuts off or slows down for one pod."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

CHUNK = 65_536


class RedisProxy:
    """Forwards connections to a Redis server.

    Attributes:
        delay: Seconds that each answer takes longer.
        asked: Called with what a pod has asked, right after it was handed on.
    """

    def __init__(self, redis_url: str) -> None:
        self._target = urlsplit(redis_url)
        self._server: asyncio.Server | None = None
        self._open = set[asyncio.StreamWriter]()
        self._cut = False
        self.delay = 0.0
        self.asked: Callable[[bytes], None] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        assert self._server is not None
        host, port = self._server.sockets[0].getsockname()
        return f"redis://{host}:{port}{self._target.path}"

    def cut(self) -> None:
        """Break every connection, and let none be made."""
        self._cut = True
        for writer in self._open:
            writer.close()

    def mend(self) -> None:
        """Let connections be made again."""
        self._cut = False

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._cut:
            writer.close()
            return
        try:
            answers, questions = await asyncio.open_connection(self._target.hostname, self._target.port)
        except ConnectionError:
            writer.close()  # as a Redis that is not there would
            return
        ends = {writer, questions}
        self._open |= ends
        forward = asyncio.create_task(self._pump(reader, questions, late=False))
        try:
            await self._pump(answers, writer, late=True)
        finally:
            forward.cancel()
            await asyncio.gather(forward, return_exceptions=True)
            self._open -= ends
            for end in ends:
                end.close()

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, late: bool) -> None:
        try:
            while data := await source.read(CHUNK):
                if late and self.delay:
                    await asyncio.sleep(self.delay)
                target.write(data)
                if not late and self.asked is not None:
                    self.asked(data)
                await target.drain()
        except ConnectionError:
            return  # one side is gone: so is the way
        finally:
            target.close()


@asynccontextmanager
async def redis_proxy(redis_url: str) -> AsyncGenerator[RedisProxy]:
    """Run a proxy for one test."""
    proxy = RedisProxy(redis_url)
    proxy._server = await asyncio.start_server(proxy._serve, "127.0.0.1", 0)
    try:
        yield proxy
    finally:
        proxy._server.close()
        proxy.cut()
        await proxy._server.wait_closed()

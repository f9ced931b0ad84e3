"""Something between a client and the API server that lets through, fails, delays and refuses what a test says."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import yaml
from aiohttp import web

from fairlead_cli.local.process import free_port
from tests.controlplane.access import Access

_HOP_BY_HOP = frozenset({"host", "connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding"})
"""Headers of one connection, and those of a body that is read and written anew."""
_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Request:
    """A request that came.

    Attributes:
        method: Its method.
        path: Its path, without the query.
        is_watch: Whether its answer is a stream of events.
        status: What the API server answered; nothing when it was not asked.
    """

    method: str
    path: str
    is_watch: bool
    status: int | None = None

    @property
    def is_write(self) -> bool:
        """Whether it would change something."""
        return self.method != "GET"


type Answer = Callable[[Request], int | None]
"""The status with which a request fails; nothing lets it through."""


class ApiProxy:
    """Forwards every request, as long as nothing else is said.

    Attributes:
        done: Every request that the API server answered.
        fails_before: Says which requests fail without reaching the API server.
        fails_after: Says which requests are carried out and answered with a failure all the same.
        delay: Seconds for which every request but a watch waits.

    Args:
        access: The API server.
        http: What it is asked with.
    """

    def __init__(self, access: Access, http: aiohttp.ClientSession) -> None:
        self._access = access
        self._http = http
        self._port = free_port()
        self._runner = web.ServerRunner(web.Server(self._handle, handler_cancellation=True))
        self._site: web.TCPSite | None = None
        self._watches: set[asyncio.Transport] = set()
        self.done: list[Request] = []
        self.fails_before: Answer = lambda _: None
        self.fails_after: Answer = lambda _: None
        self.delay = 0.0

    def kubeconfig(self, folder: Path) -> Path:
        """Write the way through it, as the same user, and return the file."""
        document = yaml.safe_load(self._access.kubeconfig.read_text())
        document["clusters"][0]["cluster"] = {"server": f"http://{_HOST}:{self._port}"}
        file = folder / "kubeconfig-of-the-proxy"
        file.touch(mode=0o600)
        file.write_text(yaml.safe_dump(document))
        return file

    async def accept(self) -> None:
        """Be there."""
        if self._site is None:
            self._site = web.TCPSite(self._runner, _HOST, self._port)
            await self._site.start()

    async def refuse(self) -> None:
        """Be away: connections end, and others are refused."""
        if self._site is not None:
            await self._site.stop()
            self._site = None
        for connection in self._runner.server.connections if self._runner.server else ():
            if connection.transport is not None:
                connection.transport.abort()

    @property
    def watches(self) -> int:
        """How many streams of events are open."""
        return len(self._watches)

    def cut_watches(self) -> int:
        """End every stream of events in the middle; return how many there were."""
        cut = [*self._watches]
        for transport in cut:
            transport.abort()
        return len(cut)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        seen = Request(request.method, request.path, "watch" in request.query)
        body = await request.read()
        if not seen.is_watch:
            await asyncio.sleep(self.delay)
        if status := self.fails_before(seen):
            return _failure(status)
        if seen.is_watch:
            return await self._stream(request)
        async with self._ask(request, body) as answer:
            done = Request(seen.method, seen.path, seen.is_watch, answer.status)
            content = await answer.read()
        self.done.append(done)
        if status := self.fails_after(done):
            return _failure(status)
        return web.Response(body=content, status=answer.status, content_type=answer.content_type)

    async def _stream(self, request: web.BaseRequest) -> web.StreamResponse:
        transport = request.transport
        async with self._ask(request) as answer:
            response = web.StreamResponse(status=answer.status, headers={"Content-Type": answer.content_type})
            await response.prepare(request)
            upstream = answer.connection.transport if answer.connection else None
            if transport is None or upstream is None:
                return response
            self._watches.add(transport)
            try:
                async for piece in answer.content.iter_any():
                    await response.write(piece)
            except ConnectionResetError:
                pass  # it was cut
            finally:
                self._watches.discard(transport)
                upstream.abort()  # to part in TLS' polite way may take longer than the test
        return response

    @asynccontextmanager
    async def _ask(self, request: web.BaseRequest, body: bytes = b"") -> AsyncGenerator[aiohttp.ClientResponse]:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP_BY_HOP}
        url = self._access.server + str(request.rel_url)
        async with self._http.request(request.method, url, headers=headers, data=body or None) as answer:
            yield answer

    async def close(self) -> None:
        """End it."""
        await self.refuse()
        await self._runner.cleanup()

    async def prepare(self) -> None:
        """Begin it."""
        await self._runner.setup()
        await self.accept()


def _failure(status: int) -> web.Response:
    """Return an answer as the API server gives it, and as those before it do."""
    message = f"the test says {status}"
    body = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "code": status}
    return web.json_response(body, status=status, headers={"Retry-After": "1"} if status == 429 else None)


@asynccontextmanager
async def proxied(access: Access) -> AsyncGenerator[ApiProxy]:
    """Run a proxy before an API server."""
    async with AsyncExitStack() as stack:
        context = ssl.create_default_context(cafile=access.ca_file)
        connector = aiohttp.TCPConnector(ssl=context, limit=0)
        timeout = aiohttp.ClientTimeout(total=None)
        http = await stack.enter_async_context(
            aiohttp.ClientSession(connector=connector, timeout=timeout, auto_decompress=True)
        )
        proxy = ApiProxy(access, http)
        stack.push_async_callback(proxy.close)
        await proxy.prepare()
        yield proxy

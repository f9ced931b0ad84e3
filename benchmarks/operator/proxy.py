"""A reverse proxy that counts the requests to an API server by verb and kind."""

import ssl
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import aiohttp
import yaml
from aiohttp import web
from multidict import CIMultiDict
from tests.controlplane.access import Access
from yarl import URL

from benchmarks.pods import LOOPBACK

_OF_ONE_CONNECTION: Final = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "host", "authorization"}
)
"""Headers that are for the next server alone (RFC 9110, section 7.6.1), and those that the proxy has its own for."""
_VERBS: Final = {"GET": "get", "POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
_LONGEST_BODY: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """What a request asked for.

    Attributes:
        verb: One of Kubernetes' verbs: get, list, watch, create, update, patch, delete.
        kind: The plural and, where there is one, the subresource; for anything else the path.
        name: Namespace and name; empty for a list.
    """

    verb: str
    kind: str
    name: str = ""

    @property
    def about(self) -> str:
        """Verb and kind."""
        return f"{self.verb} {self.kind}"

    @classmethod
    def of(cls, method: str, url: URL) -> "Request":
        """Read a request; https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris."""
        verb = _VERBS.get(method, method.lower())
        match url.parts[1:]:
            case ("api", _, *rest) | ("apis", _, _, *rest) if rest:
                pass
            case _:
                return cls(verb, url.path)
        namespace = ""
        if rest[0] == "namespaces" and len(rest) > 2:
            namespace, rest = rest[1], rest[2:]
        if len(rest) == 1:
            listing = "watch" if url.query.get("watch", "false").lower() in {"true", "1"} else "list"
            return cls(listing if verb == "get" else verb, rest[0])
        return cls(verb, "/".join([rest[0], *rest[2:]]), f"{namespace}/{rest[1]}")


@dataclass(slots=True)
class Requests:
    """The requests so far.

    Attributes:
        counted: How many there were by verb and kind; a watch counts once, when it begins.
        names: The names of the objects that were asked for, by verb and kind.
    """

    counted: Counter[str] = field(default_factory=Counter)
    names: dict[str, set[str]] = field(default_factory=dict)

    def note(self, request: Request) -> None:
        """Count a request."""
        self.counted[request.about] += 1
        self.names.setdefault(request.about, set()).add(request.name)


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that runs.

    Attributes:
        kubeconfig: The file that leads clients through it; it has no credentials.
        requests: What it has counted.
    """

    kubeconfig: Path
    requests: Requests


@asynccontextmanager
async def counting_proxy(access: Access, folder: Path) -> AsyncGenerator[Proxy]:
    """Run a proxy on this machine to an API server; who comes through it is an administrator.

    Args:
        access: How to reach the API server.
        folder: Where the kubeconfig is written.
    """
    trust = ssl.create_default_context(cafile=access.ca_file)
    requests = Requests()
    async with aiohttp.ClientSession(
        headers={"Authorization": f"Bearer {access.token}"},
        connector=aiohttp.TCPConnector(limit=0, ssl=trust),
        timeout=aiohttp.ClientTimeout(total=None),
        auto_decompress=False,
        skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        read_bufsize=1 << 20,
    ) as upstream:

        async def forward(request: web.Request) -> web.StreamResponse:
            requests.note(Request.of(request.method, request.rel_url))
            return await _forwarded(request, upstream, URL(access.server))

        app = web.Application(client_max_size=_LONGEST_BODY)
        app.router.add_route("*", "/{path:.*}", forward)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, LOOPBACK, 0).start()
            host, port = runner.addresses[0][:2]
            yield Proxy(_kubeconfig(folder / "proxied", f"http://{host}:{port}"), requests)
        finally:
            await runner.cleanup()


async def _forwarded(request: web.Request, upstream: aiohttp.ClientSession, server: URL) -> web.StreamResponse:
    """Pass a request on, and its answer back as it comes."""
    body = await request.read()
    url = URL(f"{server}{request.raw_path}", encoded=True)
    async with upstream.request(
        request.method, url, headers=_passed_on(request.headers), data=body or None, allow_redirects=False
    ) as answer:
        response = web.StreamResponse(status=answer.status, reason=answer.reason, headers=_passed_on(answer.headers))
        await response.prepare(request)
        async for piece in answer.content.iter_any():
            await response.write(piece)
        await response.write_eof()
        return response


def _passed_on(headers: "aiohttp.typedefs.LooseHeaders") -> CIMultiDict[str]:
    kept = CIMultiDict(headers)
    for name in _OF_ONE_CONNECTION:
        kept.popall(name, None)
    return kept


def _kubeconfig(file: Path, server: str) -> Path:
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "proxied",
        "contexts": [{"name": "proxied", "context": {"cluster": "proxied", "user": "nobody"}}],
        "clusters": [{"name": "proxied", "cluster": {"server": server}}],
        "users": [{"name": "nobody", "user": {}}],
    }
    file.write_text(yaml.safe_dump(content))
    return file

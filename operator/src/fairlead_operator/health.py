"""Answers probes and Prometheus."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from fairlead_operator.metrics import OperatorMetrics
from fairlead_shared.logging import get_logger

_log = get_logger("operator.health")


@asynccontextmanager
async def served_health(
    host: str, port: int, metrics: OperatorMetrics, is_ready: Callable[[], bool]
) -> AsyncGenerator[None]:
    """Serve ``/livez``, ``/readyz`` and ``/metrics`` meanwhile.

    Both replicas are ready, the one that acts and the one that waits: readiness says that resources are watched.

    Args:
        host: The address to listen at.
        port: The port; 0 takes a free one, which the log tells.
        metrics: What ``/metrics`` shows.
        is_ready: Whether resources are watched.
    """

    async def live(_request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def ready(_request: web.Request) -> web.Response:
        return web.Response(text="ok\n") if is_ready() else web.Response(text="not yet\n", status=503)

    async def shown(_request: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.add_routes([web.get("/livez", live), web.get("/readyz", ready), web.get("/metrics", shown)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        bound = runner.addresses[0]
        _log.info("Health and metrics are served", host=bound[0], port=bound[1])
        yield
    finally:
        await runner.cleanup()

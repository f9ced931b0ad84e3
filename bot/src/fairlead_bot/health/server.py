"""Serves a pod's health over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from fairlead_bot.health.checks import CachedCheck
from fairlead_bot.health.metrics import pod_registry
from fairlead_bot.health.payload import health_payload
from fairlead_bot.http_listener import HttpListener
from fairlead_bot.pod import Pod
from fairlead_bot.services.probe import Dependency
from fairlead_shared.clock import Clock


class HealthServer(HttpListener):
    """The health server of one pod; only /health asks dependencies."""

    def __init__(
        self,
        pod: Pod,
        clock: Clock,
        *,
        database: Callable[[], Awaitable[Dependency]],
        redis: Callable[[], Awaitable[Dependency]],
    ) -> None:
        self._pod = pod
        self._clock = clock
        self._database = CachedCheck(database, clock)
        self._redis = CachedCheck(redis, clock)
        self._registry = pod_registry(pod)
        super().__init__(
            [
                web.get("/health", self._health),
                web.get("/livez", self._alive),
                web.get("/readyz", self._ready),
                web.get("/metrics", self._metrics),
            ],
            purpose="The health server cannot listen on {address} (HEALTH_HOST, HEALTH_PORT)",
        )

    async def _health(self, _request: web.Request) -> web.Response:
        database, redis = await asyncio.gather(self._database(), self._redis())
        health = health_payload(
            self._pod.status(),
            self._pod.phase,
            ready=self._pod.ready,
            now=self._clock.now(),
            database=database,
            redis=redis,
        )
        return web.Response(text=health.model_dump_json(), content_type="application/json")

    async def _alive(self, _request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def _ready(self, _request: web.Request) -> web.Response:
        if self._pod.ready:
            return web.Response(text="ready\n")
        return web.Response(status=503, text=f"not ready: {self._pod.phase}\n")

    async def _metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

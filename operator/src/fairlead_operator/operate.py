"""Puts the operator together and runs it in one event loop."""

import asyncio
import logging
import os
import signal
import socket
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from http import HTTPStatus
from typing import Any, Final, cast

import aiohttp
import kopf

from fairlead_operator.build import BuildContext
from fairlead_operator.cluster import Cluster
from fairlead_operator.discord_api import DiscordApi
from fairlead_operator.gateway_polls import GatewayPolls
from fairlead_operator.handlers import kopf_settings, registry
from fairlead_operator.health import served_health
from fairlead_operator.kinds import POD_MONITOR
from fairlead_operator.kube import KubernetesError, connected
from fairlead_operator.leadership import Leadership
from fairlead_operator.metrics import OperatorMetrics
from fairlead_operator.object_cache import CACHED, ObjectCache
from fairlead_operator.observe import Observer
from fairlead_operator.ownership import address_of
from fairlead_operator.reconcile import Reconciler, ResourceKey
from fairlead_operator.secret_memory import SecretMemory
from fairlead_operator.settings import OperatorSettings
from fairlead_operator.token_rivals import TokenRivals
from fairlead_operator.work import Work
from fairlead_shared.clock import Clock, SystemClock
from fairlead_shared.errors import ConfigurationError

_WATCH_END_SECONDS: Final = 10.0
"""How long kopf may take to end."""
_STORAGE_SECONDS: Final = 30.0
"""How long the API server may take until it can list a kind that it has just learnt."""


async def operate(settings: OperatorSettings) -> None:
    """Run until SIGTERM or SIGINT; then stop acting, give the Lease back and end.

    Raises:
        ConfigurationError: there is no API server, or it does not know the custom resource.
    """
    clock, metrics = SystemClock(), OperatorMetrics()
    watching = asyncio.Event()
    async with AsyncExitStack() as stack:
        kube = await stack.enter_async_context(connected())
        objects = ObjectCache(kube, settings.fairlead_watch_namespaces)
        await _require_custom_resource(objects.refresh, clock)
        cluster = Cluster(kube, objects, SecretMemory(kube, clock, settings.fairlead_secret_seconds))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        polls = GatewayPolls(
            DiscordApi(settings.discord_api_base_url, session), clock, settings.fairlead_gateway_poll_seconds
        )
        leadership = Leadership(
            kube,
            namespace=settings.fairlead_lease_namespace,
            name=settings.fairlead_lease_name,
            identity=f"{socket.gethostname()}_{os.getpid()}_{uuid.uuid4().hex[:8]}",
            clock=clock,
        )
        reconciler = Reconciler(
            cluster,
            Observer(cluster, polls, clock),
            TokenRivals(cluster, polls),
            may_act=leadership.require,
            context=BuildContext(settings.discord_api_base_url),
            clock=clock,
            metrics=metrics,
        )
        work = Work(
            reconciler.reconcile,
            lambda: _refreshed(objects),
            metrics=metrics,
            resync_seconds=settings.fairlead_resync_seconds,
            progress_seconds=settings.fairlead_progress_seconds,
        )
        await stack.enter_async_context(
            served_health(settings.health_host, settings.health_port, metrics, watching.is_set)
        )
        workers = [work.resync(), *(work.run() for _ in range(settings.fairlead_workers))]
        await _run_until_stopped(workers, leadership.run(work.lead), _Watch(work, objects, settings, watching))


_NOBODY: Final = cast("Any", "fairlead")  # Any: kopf does not export the type
"""Who kopf is among its peers. It has none, but would ask for the user's name, which a container's user has not."""


class _Watch:
    """Kopf, which watches resources, run as one task.

    Args:
        work: What events wake.
        objects: What events are told to.
        settings: Which namespaces to watch.
        ready: Is set when resources are watched.
    """

    def __init__(self, work: Work, objects: ObjectCache, settings: OperatorSettings, ready: asyncio.Event) -> None:
        # Kopf does not look for kinds that come later: PodMonitors that do are seen when everything is listed.
        kinds = [kind for kind in CACHED if kind is not POD_MONITOR or objects.pod_monitors]
        self._registry = registry(kinds, objects, work.wake)
        self._namespaces = settings.fairlead_watch_namespaces
        self._ready = ready
        self._stop = asyncio.Event()

    async def run(self, on_signal: Callable[[], None]) -> None:
        """Watch until stopped. A signal calls ``on_signal``: kopf's own handlers would end it first, the rest after."""
        logging.getLogger("kopf.objects").setLevel(logging.WARNING)  # it tells of every event with all of its settings
        others = asyncio.all_tasks()  # kopf ends every task that began after it
        tasks = await kopf.spawn_tasks(
            registry=self._registry,
            settings=kopf_settings(),
            standalone=True,
            identity=_NOBODY,
            clusterwide=not self._namespaces,
            namespaces=self._namespaces,
            stop_flag=self._stop,
            ready_flag=self._ready,
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, on_signal)
        await kopf.run_tasks(tasks, ignored=others)

    def stop(self) -> None:
        """Have it end."""
        self._stop.set()


async def _run_until_stopped(
    workers: Sequence[Coroutine[None, None, None]], leading: Coroutine[None, None, None], watch: _Watch
) -> None:
    """Run everything until a signal, or until a part ends by itself; then end it in an order that is safe.

    Work ends first, then the Lease is given back, so that no two replicas ever work at once; watching ends last.
    """
    stopped = asyncio.Event()
    working = [asyncio.create_task(worker) for worker in workers]
    leader, signalled = asyncio.create_task(leading), asyncio.create_task(stopped.wait())
    watcher = asyncio.create_task(watch.run(stopped.set))
    try:
        ended, _ = await asyncio.wait({*working, leader, signalled, watcher}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        signalled.cancel()
        await _end(*working)
        await _end(leader)
        watch.stop()
        await asyncio.wait({watcher}, timeout=_WATCH_END_SECONDS)
        await _end(watcher)
    for task in ended - {signalled}:
        task.result()


async def _end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _require_custom_resource(refresh: Callable[[], Awaitable[None]], clock: Clock) -> None:
    """Return when everything can be listed, BotDeployments first.

    Just after their definition was applied, the API server says for a moment that it makes room for them (429).
    """
    end = clock.monotonic() + _STORAGE_SECONDS
    while True:
        try:
            await refresh()
        except KubernetesError as error:
            if error.http_status == HTTPStatus.NOT_FOUND:
                raise ConfigurationError(
                    "The API server does not know BotDeployments. Install them with: kubectl apply -f manifests/crds"
                ) from error
            if error.http_status != HTTPStatus.TOO_MANY_REQUESTS or clock.monotonic() >= end:
                raise
        else:
            return
        await clock.sleep(1.0)


async def _refreshed(objects: ObjectCache) -> list[ResourceKey]:
    """List everything, and return every BotDeployment."""
    await objects.refresh()
    return [ResourceKey(*address_of(resource)) for resource in objects.deployments()]

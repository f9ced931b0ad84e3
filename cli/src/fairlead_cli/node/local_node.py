"""A node of a cluster whose pods are local processes: a kubelet for tests and benchmarks."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from types import TracebackType
from typing import Self

import aiohttp

from fairlead_cli.node.addresses import NodeAddresses
from fairlead_cli.node.node_object import NodeSpec
from fairlead_cli.node.node_pods import NodePods
from fairlead_cli.node.pod_runner import PodRunner
from fairlead_cli.node.registration import Registration
from fairlead_cli.node.surroundings import Surroundings
from fairlead_operator.kube import Kube
from fairlead_shared.clock import Clock, SystemClock


class LocalNode:
    """A node while it is entered as a context, or while ``run`` runs.

    It registers itself, takes the pods that the scheduler binds to it, runs their containers' commands as processes
    and reports on them, until it is left: then its processes are killed and its Node object is removed. Several may
    run side by side, on Linux only. Enter it on the main thread: the processes end with the thread that started them.

    Args:
        kube: The connection to the API server.
        spec: What it is and has.
        clock: The clock.
    """

    def __init__(self, kube: Kube, spec: NodeSpec, clock: Clock | None = None) -> None:
        self.spec = spec
        self._kube = kube
        self._clock = clock or SystemClock()
        self._stack = AsyncExitStack()
        self._pods: NodePods | None = None
        self._registration: Registration | None = None
        self._work: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Register the node.

        Raises:
            ConfigurationError: this machine has no address for it.
            KubernetesError: the API server refused or did not answer.
        """
        async with AsyncExitStack() as stack:
            addresses = stack.enter_context(contextlib.closing(NodeAddresses()))
            self._registration = Registration(self._kube, self.spec, addresses.node, self._clock)
            stack.push_async_callback(self._registration.remove)
            http = await stack.enter_async_context(_http())
            around = Surroundings(self._kube, http, self.spec.images, self.spec.backoff, self._clock)
            self._pods = NodePods(self.spec, addresses, around)
            await self._registration.register()
            self._stack = stack.pop_all()
        self._begin()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill the processes and remove the node from the cluster."""
        async with self._stack:
            await self.lose()

    async def run(self) -> None:
        """Be a node until cancelled."""
        async with self:
            await self._working

    @property
    def is_lost(self) -> bool:
        """Whether it has died without a word."""
        return self._work is None

    async def lose(self) -> None:
        """Die without a word: every process is killed, and nothing is reported any more."""
        if self._work is None:
            return
        work, self._work = self._work, None
        work.cancel()
        await asyncio.wait({work})
        if not work.cancelled():
            work.result()  # it ends by itself only by an error

    async def boot(self) -> None:
        """Come back after having been lost: report again, and start the processes of the pods that are still bound.

        Raises:
            KubernetesError: the API server refused or did not answer.
        """
        if self._work is None and self._registration is not None:
            await self._registration.register()
            self._begin()

    def kill(self, pod: str) -> None:
        """Kill the process of a pod, by the pod's name; it is started again.

        Raises:
            NotFoundError: no such pod is here; so it is for every method that takes a pod's name.
        """
        for container in self._pod(pod).containers:
            container.crash()

    def pid(self, pod: str) -> int | None:
        """Return the id of a pod's process while one runs."""
        return self._pod(pod).containers[0].pid

    def log(self, pod: str) -> str:
        """Return everything that the process of a pod has written, all its starts after each other."""
        file = self._pod(pod).containers[0].log
        return file.read_text(errors="replace") if file.exists() else ""

    def _pod(self, name: str) -> PodRunner:
        if self._pods is None:
            raise RuntimeError("a node has pods only while it is entered")
        return self._pods.named(name)

    @property
    def _working(self) -> "asyncio.Task[None]":
        if self._work is None:
            raise RuntimeError("a node works only while it is entered")
        return self._work

    def _begin(self) -> None:
        self._work = asyncio.create_task(self._live(), name=f"node {self.spec.name}")

    async def _live(self) -> None:
        if self._pods is None or self._registration is None:
            raise RuntimeError("a node works only while it is entered")
        async with asyncio.TaskGroup() as group:
            group.create_task(self._registration.keep())
            group.create_task(self._pods.run())


@asynccontextmanager
async def _http() -> AsyncGenerator[aiohttp.ClientSession]:
    # As a kubelet's, each question has a connection of its own: one kept open would hide a server that takes no more.
    connector = aiohttp.TCPConnector(force_close=True, limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:
        yield http

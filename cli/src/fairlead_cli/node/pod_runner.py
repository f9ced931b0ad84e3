"""Runs one pod from the moment when the node takes it until its processes are gone."""

import asyncio
import math
from pathlib import Path

from fairlead_cli.local.pod import PodIdentity
from fairlead_cli.node.container_runner import ContainerRunner
from fairlead_cli.node.pod_status import PodReport
from fairlead_cli.node.surroundings import Surroundings
from fairlead_operator.model import KubernetesObject


class PodRunner:
    """The containers of a pod. Init containers are not run, nor are volumes mounted.

    Attributes:
        identity: Who and where it is.
        containers: Its containers; the first is the bot.
        has_ended: Whether all its processes have ended after it was asked to end.

    Args:
        pod: The pod as the API server has it.
        identity: Who and where it is.
        folder: Where it runs and where its logs lie.
        around: What all pods of the node share.
    """

    def __init__(self, pod: KubernetesObject, identity: PodIdentity, folder: Path, around: Surroundings) -> None:
        spec = pod["spec"]
        self.identity = identity
        self.has_ended = False
        self.containers = tuple(
            ContainerRunner(
                container,
                identity,
                policy=spec.get("restartPolicy", "Always"),
                grace=float(spec.get("terminationGracePeriodSeconds", 30)),
                folder=folder,
                around=around,
            )
            for container in spec["containers"]
        )
        self._restarts_always = spec.get("restartPolicy", "Always") == "Always"
        self._clock = around.clock
        self._since = around.clock.now()
        self._ending = asyncio.Event()
        self._deadline = math.inf
        told = {status["name"]: status for status in pod.get("status", {}).get("containerStatuses", ())}
        for container in self.containers:
            container.remember(told.get(container.report().name, {}))

    def report(self) -> PodReport:
        """Return what it does now."""
        return PodReport(
            address=self.identity.ip,
            node_address=self.identity.node_ip,
            since=self._since,
            containers=tuple(container.report() for container in self.containers),
            is_ending=self._ending.is_set(),
            restarts_always=self._restarts_always,
        )

    def ask_to_end(self, grace: float) -> None:
        """Have it end within so many seconds from now; asked again, the earlier moment counts."""
        self._deadline = min(self._deadline, self._clock.monotonic() + grace)
        self._ending.set()

    async def run(self) -> None:
        """Run it until it has ended; a cancellation kills its processes."""
        try:
            async with asyncio.TaskGroup() as group:
                running = [group.create_task(container.run()) for container in self.containers]
                await self._ending.wait()
                for task in running:
                    task.cancel()
            await asyncio.gather(*(container.end(lambda: self._deadline) for container in self.containers))
            self.has_ended = True
        finally:
            for container in self.containers:
                container.kill()

"""Runs the pods of a StatefulSet as local processes and starts dead ones again: a small kubelet for development."""

import asyncio
import contextlib
import os
import uuid
import zlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from fairlead_cli.local.pod import (
    KubernetesObject,
    NamespaceObjects,
    PodIdentity,
    container_command,
    container_environment,
    inherited_environment,
)
from fairlead_cli.local.process import POLL_SECONDS, ChildProcess, free_port
from fairlead_cli.render.look import PodLine
from fairlead_shared.clock import Clock
from fairlead_shared.errors import ConfigurationError
from fairlead_shared.fleet.pod import HANDOVER_PORT, HEALTH_PORT, PodVariable

FIRST_BACKOFF_SECONDS: Final = 0.25
"""How long a dead process waits for its first restart; each further one doubles it."""
LONGEST_BACKOFF_SECONDS: Final = 30.0
STEADY_SECONDS: Final = 60.0
"""A process that lived this long starts with the first backoff again."""
CONFIGURATION_EXIT_CODE: Final = 2
"""What a process ends with when its settings cannot work: starting it again would not help."""


@dataclass
class LocalPod:
    """A pod: its identity stays while its process is started anew; one that takes its place has another UID.

    Attributes:
        identity: Name, UID, namespace and address.
        port: Where its health server listens.
        handover_port: Where it can be handed a slot while it stands by.
        process: The process of now, or the last one.
        began: When that process began, in UTC.
        restarts: How often it was started again.
        to_replace: Set while another pod is to take its place.
        replaces_another: Whether it took the place of another.
    """

    identity: PodIdentity
    port: int
    handover_port: int
    process: ChildProcess | None = None
    began: datetime | None = None
    restarts: int = 0
    to_replace: asyncio.Event = field(default_factory=asyncio.Event)
    replaces_another: bool = False

    @property
    def running_pid(self) -> int | None:
        """The id of its process while one runs."""
        return self.process.pid if self.process and self.process.exit_code is None else None

    @property
    def health_url(self) -> str:
        """Where it answers about its health."""
        return f"{self._address}/health"

    @property
    def readiness_url(self) -> str:
        """Where it answers whether it is ready."""
        return f"{self._address}/readyz"

    @property
    def _address(self) -> str:
        return f"http://{self.identity.ip}:{self.port}"

    def become_another(self) -> None:
        """Be the pod that takes this one's place: the same name and address, another UID."""
        self.identity = replace(self.identity, uid=str(uuid.uuid4()))
        self.restarts = 0
        self.replaces_another = True
        self.to_replace.clear()


@dataclass
class LocalStatefulSet:
    """The pods of one StatefulSet.

    Args:
        manifest: The StatefulSet as the operator would apply it.
        objects: The Secrets and ConfigMaps that its pods refer to.
        logs: Folder for the pods' logs.
        clock: Tells how long a process lived.
    """

    manifest: KubernetesObject
    objects: NamespaceObjects
    logs: Path
    clock: Clock
    pods: list[LocalPod] = field(default_factory=list, init=False)

    def prepare(self) -> None:
        """Name the pods and give each an address of its own.

        Raises:
            ConfigurationError: a pod refers to something that does not exist.
        """
        metadata = self.manifest["metadata"]
        subnet = zlib.crc32(str(self.logs).encode()) % 200 + 20
        for ordinal in range(self.manifest["spec"]["replicas"]):
            name = f"{metadata['name']}-{ordinal}"
            ip = f"127.{subnet}.{ordinal // 250}.{ordinal % 250 + 1}" if _is_linux() else "127.0.0.1"
            identity = PodIdentity(name, str(uuid.uuid4()), metadata.get("namespace", "default"), ip)
            self.pods.append(LocalPod(identity, free_port(ip, HEALTH_PORT), free_port(ip, HANDOVER_PORT)))
            self._environment(self.pods[-1])

    async def run(self) -> None:
        """Run all pods until cancelled; then ask every process to end and wait for it.

        Raises:
            ConfigurationError: a pod ended because its settings cannot work; the message is its own.
        """
        try:
            async with asyncio.TaskGroup() as group:
                for pod in self.pods:
                    group.create_task(self._run(pod), name=f"pod {pod.identity.name}")
        except* ConfigurationError as errors:
            raise errors.exceptions[0] from None
        finally:
            await asyncio.shield(self._stop())

    async def replace(self, pod: LocalPod) -> None:
        """Have a pod's process end in order; return when another one runs in its place.

        As with a StatefulSet whose pod is deleted, the new pod has the old one's name and a UID of its own.
        """
        replaced = pod.process
        pod.to_replace.set()
        if replaced:
            await replaced.stop(within=self._grace_seconds)
        while pod.process is replaced:  # noqa: ASYNC110 - the pod's own task starts it
            await asyncio.sleep(POLL_SECONDS)

    def lines(self) -> list[PodLine]:
        """Return what people and programs are told of each pod."""
        return [PodLine(pod.identity.name, pod.running_pid, pod.began, pod.restarts) for pod in self.pods]

    async def _run(self, pod: LocalPod) -> None:
        backoff = FIRST_BACKOFF_SECONDS
        while True:
            began = self.clock.monotonic()
            environment = self._environment(pod)
            command = container_command(self._container, environment)
            log = self.logs / f"{pod.identity.name}.log"
            pod.began = self.clock.now()
            pod.process = ChildProcess(f"pod {pod.identity.name}", command, log=log, environment=environment)
            code = await pod.process.ended()
            pod.process.kill()
            # One that took another's place harms nobody by trying on: the rest of the fleet runs.
            if code == CONFIGURATION_EXIT_CODE and not (pod.replaces_another or pod.to_replace.is_set()):
                raise ConfigurationError(f"Pod {pod.identity.name} cannot run. {pod.process.last_words(lines=8)}")
            backoff = FIRST_BACKOFF_SECONDS if self.clock.monotonic() - began > STEADY_SECONDS else backoff
            if await _is_set_within(pod.to_replace, backoff):
                pod.become_another()
                backoff = FIRST_BACKOFF_SECONDS
                continue
            backoff = min(backoff * 2, LONGEST_BACKOFF_SECONDS)
            pod.restarts += 1

    async def _stop(self) -> None:
        processes = [pod.process for pod in self.pods if pod.process]
        with contextlib.suppress(ProcessLookupError):
            await asyncio.gather(*(process.stop(within=self._grace_seconds) for process in processes))

    @property
    def _grace_seconds(self) -> float:
        """How long a process may take to end when it is asked to."""
        return float(self._pod_spec.get("terminationGracePeriodSeconds", 30))

    @property
    def _pod_spec(self) -> KubernetesObject:
        spec: KubernetesObject = self.manifest["spec"]["template"]["spec"]
        return spec

    @property
    def _container(self) -> KubernetesObject:
        container: KubernetesObject = self._pod_spec["containers"][0]
        return container

    def _environment(self, pod: LocalPod) -> dict[str, str]:
        own = container_environment(self._container, pod.identity, self.objects)
        here = {"HEALTH_HOST": pod.identity.ip, "HEALTH_PORT": str(pod.port), "HANDOVER_HOST": pod.identity.ip}
        return inherited_environment() | own | here | {PodVariable.HANDOVER_PORT: str(pod.handover_port)}


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    """Wait until an event is set, for so long at most; tell whether it is."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    return event.is_set()


def _is_linux() -> bool:
    """Tell whether all of 127.0.0.0/8 is this machine; elsewhere it is one address."""
    return os.uname().sysname == "Linux"

"""Keeps one container of a pod running as a local process."""

import asyncio
import signal
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog

from fairlead_cli.local.pod import KubernetesObject, PodIdentity
from fairlead_cli.local.process import POLL_SECONDS, ChildProcess
from fairlead_cli.node.container_state import ContainerReport, Running, State, Terminated, Waiting, ended
from fairlead_cli.node.preparing import Prepared, prepare
from fairlead_cli.node.prober import Prober
from fairlead_cli.node.surroundings import Surroundings
from fairlead_operator.kube import KubernetesError

RETRY_SECONDS: Final = 0.5
"""How often a container that waits for an image or an object looks for it."""
_CANNOT_START: Final = 128
"""The exit code of a container whose program cannot be started."""

_log = structlog.get_logger(__name__)


class ContainerRunner:
    """Starts a container, probes it, and starts it again when it has ended.

    Args:
        spec: The container as the pod has it.
        pod: Whose container it is.
        policy: The pod's ``restartPolicy``.
        grace: Seconds that it has to end when its probes have failed.
        folder: Where it runs and where its log lies.
        around: What all containers of the node share.
    """

    def __init__(
        self,
        spec: KubernetesObject,
        pod: PodIdentity,
        *,
        policy: str,
        grace: float,
        folder: Path,
        around: Surroundings,
    ) -> None:
        self._spec = spec
        self._pod = pod
        self._policy = policy
        self._grace = grace
        self._folder = folder
        self._around = around
        self._process: ChildProcess | None = None
        self._prober: Prober | None = None
        self._state: State = Waiting("ContainerCreating")
        self._last: Terminated | None = None
        self._restarts = 0
        self._ends = 0
        self._id = ""

    @property
    def log(self) -> Path:
        """What it has written, all its starts after each other."""
        return self._folder / f"{self._spec['name']}.log"

    @property
    def pid(self) -> int | None:
        """The id of its process while one runs."""
        return self._process.pid if self._process and self._process.exit_code is None else None

    def report(self) -> ContainerReport:
        """Return what it does now."""
        prober = self._prober
        return ContainerReport(
            name=self._spec["name"],
            image=self._spec["image"],
            state=self._state,
            last=self._last,
            restarts=self._restarts,
            started=prober.started if prober else False,
            ready=prober.started and prober.ready if prober else False,
            container_id=self._id,
        )

    def remember(self, status: KubernetesObject) -> None:
        """Go on from what the API server says of it: the node was away, and the process that it had is gone."""
        has_run = status.get("containerID", "")
        self._restarts = status.get("restartCount", 0)
        if has_run:
            # The words of a container runtime for a container that it finds dead when the machine has booted.
            self._last = Terminated(255, "Unknown", None, None, has_run)
            self._id = has_run

    async def run(self) -> None:
        """Run it until it has ended for good; a cancellation leaves its process to ``end`` and ``kill``."""
        while True:
            prepared = await self._prepared()
            process = self._start(prepared)
            if process:
                await self._until_ended(process, Prober(prepared.probes, self._around.http, self._around.clock))
            if not isinstance(self._state, Terminated) or not self._is_restarted(self._state):
                return
            self._last = self._state
            if delay := self._around.backoff.delay(self._ends):
                whose = f"container={self._spec['name']} pod={self._pod.name}_{self._pod.namespace}({self._pod.uid})"
                self._state = Waiting("CrashLoopBackOff", f"back-off {delay:g}s restarting failed {whose}")
                await self._around.clock.sleep(delay)

    async def end(self, deadline: Callable[[], float]) -> None:
        """Ask the process to end, and kill it at a moment of the monotonic clock that may still come nearer."""
        process = self._process
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        clock = self._around.clock
        while process.exit_code is None and clock.monotonic() < deadline():  # noqa: ASYNC110 - nothing else tells
            await asyncio.sleep(POLL_SECONDS)
        self._finish(process)

    def crash(self) -> None:
        """Kill the process as a fault would; it is started again as after any other end."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)

    def kill(self) -> None:
        """Kill the process and its group at once."""
        if self._process:
            self._process.kill()
            self._process = None

    async def _prepared(self) -> Prepared:
        while True:
            try:
                outcome = await prepare(self._around.kube, self._spec, self._pod, self._around.images)
            except KubernetesError as error:
                _log.warning("A container cannot be prepared", pod=self._pod.name, error=str(error))
            else:
                if isinstance(outcome, Prepared):
                    return outcome
                self._state = outcome
            await self._around.clock.sleep(RETRY_SECONDS)

    def _start(self, prepared: Prepared) -> ChildProcess | None:
        """Start the process; note why when that fails."""
        if self._id:
            self._restarts += 1
        self._id = f"process://{uuid.uuid4().hex}"
        now = self._around.clock.now()
        try:
            self._process = ChildProcess(
                self._pod.name,
                prepared.command,
                log=self.log,
                environment=prepared.environment,
                folder=self._folder,
            )
        except OSError as error:
            self._state = Terminated(_CANNOT_START, "StartError", None, now, self._id, str(error))
            self._ends += 1
            return None
        self._state = Running(now)
        return self._process

    async def _until_ended(self, process: ChildProcess, prober: Prober) -> None:
        """Probe a process until it ends, and end it when that says so."""
        self._prober, clock = prober, self._around.clock
        began = clock.monotonic()
        async with asyncio.TaskGroup() as group:
            probing = group.create_task(self._stop_when_failed(process, prober))
            await process.ended()
            probing.cancel()
        self._ends = self._around.backoff.ends(self._ends, clock.monotonic() - began)
        self._finish(process)

    async def _stop_when_failed(self, process: ChildProcess, prober: Prober) -> None:
        await prober.until_failed()
        await process.stop(within=self._grace)

    def _finish(self, process: ChildProcess) -> None:
        """Kill what is left of the group, and note how the process has ended."""
        process.kill()
        self._process = self._prober = None
        if isinstance(self._state, Running):
            code = process.exit_code
            self._state = ended(code if code is not None else 0, self._state.since, self._around.clock.now(), self._id)

    def _is_restarted(self, state: Terminated) -> bool:
        return self._policy == "Always" or (self._policy == "OnFailure" and state.exit_code != 0)

"""What either operator is given, how long it takes until all is ready, and what it costs when nothing happens."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.control_plane import ControlPlane
from benchmarks.operator.proxy import Requests
from benchmarks.pods import cpu_seconds
from fairlead_cli.exit_codes import FailedError
from fairlead_cli.local.process import ChildProcess
from fairlead_operator.kube import Kube
from fairlead_operator.model import KubernetesObject
from fairlead_shared.errors import ConfigurationError

PODS: Final = 4
"""How many pods each resource has."""
CONVERGE_SECONDS: Final = 1200.0
"""How long it may take until all is ready."""
_LOOK_SECONDS: Final = 2.0
_TELL_SECONDS: Final = 10.0
_AT_ONCE: Final = 8
_MEBIBYTE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Trial:
    """One operator's turn.

    Attributes:
        deployments: How many resources there are.
        settle_seconds: How long nothing happens before requests are counted.
        seconds: For how long they are counted.
        plane: A control plane that nothing runs on yet.
        kwok: The program that says that pods run.
        show: Tells people how far it is, in a line.
    """

    deployments: int
    settle_seconds: float
    seconds: float
    plane: ControlPlane
    kwok: Path
    show: Callable[[str], None]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the resources."""
        return tuple(f"bot-{number:03}" for number in range(self.deployments))


@dataclass(frozen=True, slots=True)
class Steady:
    """What an operator did while nothing happened.

    Attributes:
        seconds: For how long that was.
        requests: Its requests by verb and kind.
        cpu_seconds: The processor time that it took.
        rss_mb: Its memory in the end, in mebibytes.
    """

    seconds: float
    requests: Counter[str]
    cpu_seconds: float
    rss_mb: float

    @property
    def cpu_seconds_per_minute(self) -> float:
        """The processor time that it took in a minute."""
        return 60 * self.cpu_seconds / self.seconds


@dataclass(frozen=True, slots=True)
class Figures:
    """What an operator cost.

    Attributes:
        converge_seconds: From the first of all resources until the last is ready.
        steady: What it did from then on.
        rates: Its requests in a second by verb and kind, as they are over a long time.
        reconcile_p50: Seconds that half of its looks took at most, if it tells that.
        reconcile_p99: Seconds that 99 of a hundred took at most.
        converge_reconcile_p99: The same for the looks until all was ready.
    """

    converge_seconds: float
    steady: Steady
    rates: dict[str, float]
    reconcile_p50: float | None = None
    reconcile_p99: float | None = None
    converge_reconcile_p99: float | None = None


async def create_all(kube: Kube, things: Iterable[KubernetesObject]) -> None:
    """Create objects, several at a time.

    Raises:
        KubernetesError: the API server refused one, or did not answer.
    """
    waiting = iter(things)

    async def create() -> None:
        for thing in waiting:
            await kube.create(thing)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(_AT_ONCE):
            tasks.create_task(create())


async def until_ready(
    trial: Trial, running: Sequence[ChildProcess], began: float, ready: Callable[[], Awaitable[int]]
) -> float:
    """Wait until every resource is ready; return the seconds that it took.

    Args:
        trial: The operator's turn.
        running: Its process and others that are to run.
        began: When that began, in monotonic seconds.
        ready: Counts the resources that are ready.

    Raises:
        ConfigurationError: one of the processes ended; the message has its last words.
        TimeoutError: it took longer than twenty minutes.
    """
    tell_at = 0.0
    async with asyncio.timeout(CONVERGE_SECONDS):
        while True:
            _require(running)
            count, took = await ready(), time.monotonic() - began
            if count == trial.deployments or took >= tell_at:
                trial.show(f"{took:5.0f} s  {count} of {trial.deployments} ready")
                tell_at = took + _TELL_SECONDS
            if count == trial.deployments:
                return took
            await asyncio.sleep(_LOOK_SECONDS)


async def wait(trial: Trial, running: Sequence[ChildProcess], seconds: float, what: str) -> None:
    """Let time go by, and tell how much of it has.

    Raises:
        ConfigurationError: one of the processes ended; the message has its last words.
    """
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        _require(running)
        trial.show(f"{what}: {left:.0f} of {seconds:.0f} s left")
        await asyncio.sleep(min(left, _TELL_SECONDS))


async def steady(
    trial: Trial, running: Sequence[ChildProcess], requests: Requests, ready: Callable[[], Awaitable[int]]
) -> Steady:
    """Count what an operator, the first of some processes, does while nothing happens.

    Raises:
        ConfigurationError: one of the processes ended; the message has its last words.
        FailedError: some resources were no longer ready in the end.
    """
    pid = running[0].pid
    counted, worked, began = requests.counted.copy(), cpu_seconds(pid), time.monotonic()
    await wait(trial, running, trial.seconds, "counting requests")
    seen = Steady(
        time.monotonic() - began,
        requests.counted - counted,
        cpu_seconds(pid) - worked,
        _resident_bytes(pid) / _MEBIBYTE,
    )
    if (count := await ready()) != trial.deployments:
        raise FailedError(f"Only {count} of {trial.deployments} resources were ready to the end.")
    return seen


def _require(running: Sequence[ChildProcess]) -> None:
    for process in running:
        if process.exit_code is not None:
            raise ConfigurationError(f"{process.name} ended: {process.last_words()}")


def _resident_bytes(pid: int) -> int:
    """Return the memory of a process that is in use (proc(5), VmRSS of status, in kibibytes)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmRSS:"))

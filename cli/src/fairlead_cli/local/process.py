"""A child process that is sure to end: with its group, within a deadline, and when this process dies."""

import asyncio
import atexit
import contextlib
import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Final

from fairlead_shared.errors import ConfigurationError

LASTING_PORTS: Final = range(20_000, 32_768)
"""Ports that the system gives to no connection by itself."""
POLL_SECONDS: Final = 0.02
"""How often a wait looks at a process or a port."""
_PR_SET_PDEATHSIG: Final = 1


class ChildProcess:
    """A process of our own in a session of its own, so that a Ctrl-C in the terminal reaches only the command.

    On Linux the kernel kills it when the thread that started it ends: start it from the main thread.

    Args:
        name: What people call it.
        arguments: Program and arguments.
        log: File that its standard error goes to, and its standard output too unless ``output`` is true.
        environment: The whole environment; this process' own by default.
        folder: Where it runs.
        output: Give the standard output to a pipe instead of to the log.
    """

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        output: bool = False,
    ) -> None:
        self.name = name
        self.log = log
        self._log_start = log.stat().st_size if log.exists() else 0
        with log.open("ab") as sink:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if output else sink,
                stderr=sink,
                env=environment,
                cwd=folder,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - see the docstring
            )

    @property
    def pid(self) -> int:
        """The process' id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """The code it ended with (negative: by that signal), or nothing while it runs."""
        return self._process.poll()

    @property
    def output(self) -> IO[bytes]:
        """Its standard output."""
        if self._process.stdout is None:
            raise ValueError(f"{self.name} writes its output to {self.log}")
        return self._process.stdout

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it is still there; its children get none."""
        self._process.send_signal(number)

    async def ended(self) -> int:
        """Wait until it ends and return its exit code."""
        while (code := self._process.poll()) is None:  # noqa: ASYNC110 - nothing else tells that a process has ended
            await asyncio.sleep(POLL_SECONDS)
        return code

    async def stop(self, *, within: float = 10.0, by: signal.Signals = signal.SIGTERM) -> None:
        """End it: ask first, and kill its whole group when it takes longer than ``within`` seconds."""
        if self._process.poll() is None:
            self.send_signal(by)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(within):
                    await self.ended()
        self.kill()

    def kill(self) -> None:
        """Kill whatever is left of its group, at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def last_words(self, lines: int = 5) -> str:
        """Return the last lines that it wrote to its log."""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])

    async def listening(self, host: str, port: int, *, within: float = 30.0) -> None:
        """Wait until it accepts connections.

        Raises:
            ConfigurationError: it ended, or did not listen in time; the message has the end of its log.
        """
        deadline = time.monotonic() + within
        while not await accepts(host, port):
            if self.exit_code is not None or time.monotonic() > deadline:
                state = f"ended with code {self.exit_code}" if self.exit_code is not None else "does not listen"
                raise ConfigurationError(f"{self.name} {state} at {host}:{port}: {self.last_words()}")
            await asyncio.sleep(POLL_SECONDS)


def free_port(host: str = "127.0.0.1", preferred: int | None = None) -> int:
    """Return a port that nobody listens on: the preferred one if it is free, and no other fleet was told so.

    Who is told of it listens a while later, and perhaps again after it was restarted. So it is none that the system
    gives to connections meanwhile: those come from 32768 on.
    https://docs.kernel.org/networking/ip-sysctl.html (ip_local_port_range)
    """
    chosen = random.sample(LASTING_PORTS, 20)
    first = () if preferred is None or not _reserve(host, preferred) else (preferred,)
    for port in (*first, *chosen, 0):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((host, port))
            return int(probe.getsockname()[1])
    raise ConfigurationError(f"No port can be opened on {host}.")


def _reserve(host: str, port: int) -> bool:
    """Be the one process in this network that means to use a port: others may look for it before we listen."""
    if sys.platform != "linux":
        return True
    reservation = socket.socket(socket.AF_UNIX)
    try:
        reservation.bind(f"\0fairlead:{host}:{port}")  # an abstract name, which ends with the process
    except OSError:
        reservation.close()
        return False
    atexit.register(reservation.close)
    return True


async def accepts(host: str, port: int) -> bool:
    """Tell whether something listens on a port."""
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), timeout=1)
    except OSError:  # TimeoutError is one
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

"""One process of the control plane: its group, its log, its end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from tests.controlplane import bound
from tests.controlplane.errors import ComponentError

LOG_LINES_SHOWN: Final = 12
_KILL_SECONDS: Final = 10
_POLL_SECONDS: Final = 0.05


def bound_command(command: Sequence[str]) -> list[str]:
    """Return `command` such that it dies with this process."""
    # -I -S: the two lines of bound.py need neither site-packages nor what the environment adds to Python.
    return [sys.executable, "-I", "-S", bound.__file__, str(os.getpid()), *command]


class Component:
    """A server in a process group of its own, which writes its output to a file and dies with its parent."""

    def __init__(self, name: str, command: Sequence[str], log: Path) -> None:
        self.name = name
        self.log = log
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id, or None while it does not run."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> None:
        """Start the process; a second start appends to the same log.

        Raises:
            ComponentError: it runs already.
        """
        if self.pid is not None:
            raise ComponentError(f"{self.name} runs already")
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                bound_command(self._command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def check(self) -> None:
        """Confirm that the process runs.

        Raises:
            ComponentError: it has ended; the message ends with the last lines of its log.
        """
        if self._process is not None and (status := self._process.poll()) is not None:
            raise ComponentError(f"{self.name} ended with status {status}; {self.last_words()}")

    def last_words(self) -> str:
        """Return the log's last lines with where to read the rest."""
        lines = self.log.read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        return "\n".join([f"the last lines of its log {self.log}:", *(lines or ["(empty)"])])

    def stop(self) -> None:
        """End the process and its group at once; what it stored is thrown away with the test run."""
        if self._process is None:
            return
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(_KILL_SECONDS)
        self._process = None


def wait_until(ready: Callable[[], bool], seconds: float, what: str, components: Sequence[Component] = ()) -> None:
    """Wait until `ready()` while every one of `components` runs.

    Raises:
        ComponentError: a component ended, or `seconds` went by without `what`.
    """
    deadline = time.monotonic() + seconds
    while not ready():
        for component in components:
            component.check()
        if time.monotonic() > deadline:
            words = [f"{component.name}: {component.last_words()}" for component in components]
            raise ComponentError("\n".join([f"no {what} after {seconds:g} s", *words]))
        time.sleep(_POLL_SECONDS)

"""A machine made of the kernel's namespaces: its own network, processes, mounts and name.

All of it hangs on one process, the machine's first, which dies with the process that started it. The kernel then kills
every other process of the machine and takes back its network and its mounts, so a machine leaves nothing but files.
"""

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final

from tests.cluster.errors import MachineError
from tests.controlplane.process import Component, wait_until

RUN_SECONDS: Final = 60
_START_SECONDS: Final = 20
_KILL_SECONDS: Final = 20
_SETUP: Final = Path(__file__).with_name("machine.sh")
_NAMESPACES: Final = ("--mount", "--pid", "--net", "--uts", "--ipc")


class Machine:
    """A machine that can be started, killed and started again; its disk outlives it.

    Attributes:
        name: its host name.
        folder: its disk: `lib` and `log` are its `/var/lib` and `/var/log`.
    """

    def __init__(self, name: str, folder: Path, init: Path, log: Path) -> None:
        self.name = name
        self.folder = folder
        enter = ["unshare", *_NAMESPACES, "--fork", "--kill-child", "--mount-proc", "--propagation=slave", "--"]
        self._unshare = Component(name, [*enter, "sh", str(_SETUP), name, str(folder), str(init)], log)
        self._init: int | None = None

    @property
    def network(self) -> Path:
        """The file that stands for its network namespace."""
        return Path(f"/proc/{self.pid}/ns/net")

    @property
    def pid(self) -> int:
        """The id, outside of it, of its first process.

        Raises:
            MachineError: it does not run.
        """
        if self._init is None:
            raise MachineError(f"{self.name} does not run")
        return self._init

    def start(self) -> None:
        """Start the machine; nothing but its first process runs on it.

        Raises:
            ComponentError: it could not be made.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        ready = self.folder / "ready"
        ready.unlink(missing_ok=True)
        self._unshare.start()
        wait_until(ready.exists, _START_SECONDS, f"machine {self.name}", [self._unshare])
        parent = self._unshare.pid
        self._init = int(Path(f"/proc/{parent}/task/{parent}/children").read_text())

    def command(self, command: Sequence[str]) -> list[str]:
        """Return `command` such that it runs on the machine."""
        return ["nsenter", f"--target={self.pid}", *_NAMESPACES, "--", *command]

    def run(self, *command: str, stdin: IO[bytes] | str = "", seconds: float = RUN_SECONDS) -> str:
        """Run a command on the machine and return what it prints.

        Raises:
            MachineError: it failed, or took longer than `seconds`.
        """
        return run(self.command(command), stdin, seconds)

    def kill(self) -> None:
        """Kill every process of the machine at once, as if its power went off; it is gone when this returns.

        Raises:
            ComponentError: the kernel did not take it away in time.
        """
        if self._init is None:
            return
        os.kill(self._init, signal.SIGKILL)
        self._init = None
        # The kernel ends the machine's first process after all the others, and unshare ends after that.
        wait_until(lambda: self._unshare.pid is None, _KILL_SECONDS, f"end of {self.name}")
        self._unshare.stop()


def run(command: Sequence[str], stdin: IO[bytes] | str = "", seconds: float = RUN_SECONDS) -> str:
    """Run a command on this computer and return what it prints; `stdin` is its input, as text or as an open file.

    Raises:
        MachineError: it failed, or took longer than `seconds`.
    """
    text, file = (stdin.encode(), None) if isinstance(stdin, str) else (None, stdin)
    try:
        outcome = subprocess.run(command, input=text, stdin=file, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise MachineError(f"{' '.join(command)} took longer than {seconds:g} s") from error
    if outcome.returncode != 0:
        raise MachineError(f"{' '.join(command)} failed: {outcome.stderr.decode(errors='replace').strip()}")
    return outcome.stdout.decode()

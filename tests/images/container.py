"""Containers, run by runc."""

import itertools
import json
import os
import subprocess
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.images.archive import Image
from tests.images.bundle import runtime_spec

RUNC = "runc"
_SECONDS = 60
_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a container."""

    status: int
    output: str


class Container:
    """A container that runs.

    Args:
        folder: Where the runtime keeps its state.
        name: What it is called there.
        process: The runtime, which ends with the container.
        log: What the container wrote.
    """

    def __init__(self, folder: Path, name: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self._runc = [RUNC, "--root", str(folder / "state")]
        self._name = name
        self._process = process
        self._log = log

    @property
    def output(self) -> str:
        """What it has written."""
        return self._log.read_text()

    def execute(self, *command: str) -> str:
        """Run a command beside its process and return what that wrote.

        Raises:
            subprocess.CalledProcessError: It failed.
        """
        arguments = [*self._runc, "exec", self._name, *command]
        return subprocess.run(arguments, capture_output=True, text=True, check=True, timeout=_SECONDS).stdout

    def until(self, reached: Callable[[], bool], seconds: float = _SECONDS) -> None:
        """Wait until something is reached; fail when it takes too long, or the container ends before."""
        deadline = time.monotonic() + seconds
        while not reached():
            assert self._process.poll() is None, f"it ended: {self.output}"
            assert time.monotonic() < deadline, f"not within {seconds} s: {self.output}"
            time.sleep(0.1)

    def terminate(self) -> None:
        """Ask its process to end, as a kubelet does."""
        subprocess.run([*self._runc, "kill", self._name, "TERM"], check=True, timeout=_SECONDS)

    def wait(self, seconds: float = _SECONDS) -> Ended:
        """Wait until it has ended."""
        return Ended(self._process.wait(seconds), self.output)

    def remove(self) -> None:
        """End it, however it is."""
        subprocess.run([*self._runc, "delete", "--force", self._name], check=True, timeout=_SECONDS)
        self._process.wait(_SECONDS)


@contextmanager
def started(
    folder: Path,
    image: Image,
    arguments: Sequence[str] | None = None,
    environment: Mapping[str, str] = {},
    *,
    entrypoint: Sequence[str] | None = None,
    host_network: bool = False,
) -> Generator[Container]:
    """Run a container of an image, and remove it in the end.

    Args:
        folder: Where it may keep files.
        image: The image.
        arguments: What its program is told; the image's own arguments if None.
        environment: Variables beside those of the image.
        entrypoint: Another program than the image's.
        host_network: Share the machine's network, for servers on its loopback address; else it has one of its own.
    """
    name = f"fairlead-{os.getpid()}-{next(_numbers)}"
    bundle = folder / name
    bundle.mkdir(parents=True)
    spec = runtime_spec(image, arguments, environment, entrypoint=entrypoint, host_network=host_network)
    (bundle / "config.json").write_text(json.dumps(spec))
    log = bundle / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [RUNC, "--root", str(folder / "state"), "run", "--bundle", str(bundle), name],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    container = Container(folder, name, process, log)
    try:
        yield container
    finally:
        container.remove()

"""``fairlead up`` as a person runs it: a process whose lines are read."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FAIRLEAD = Path(sys.executable).with_name("fairlead")
SAMPLE = Path(__file__).parents[3] / "manifests" / "samples" / "demo.yaml"
_OURS = (
    "DISCORD_BOT_TOKEN",
    "DISCORD_API_BASE_URL",
    "DISCORD_CLIENT_SECRET",
    "REDIS_URL",
    "DATABASE_URL",
    "KUBERNETES_SERVICE_HOST",
)

type Line = dict[str, Any]


def clean_environment(**variables: str) -> dict[str, str]:
    """This process' environment without a bot and a cluster of the developer's own."""
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    return kept | {"KUBECONFIG": "/there/is/none"} | variables


def run_fairlead(*arguments: str, folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of fairlead to its end."""
    return subprocess.run(
        [FAIRLEAD, *arguments],
        cwd=folder,
        env=clean_environment(**variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class UpProcess:
    """A running ``fairlead up -o json``.

    Args:
        folder: Where it runs; its state folder is made in it.
        arguments: Further options.
        variables: Further variables of its environment.
    """

    def __init__(self, folder: Path, *arguments: str, file: Path = SAMPLE, **variables: str) -> None:
        self.folder = folder
        self.lines: list[Line] = []
        self._new: queue.SimpleQueue[Line] = queue.SimpleQueue()
        self._errors = folder.with_suffix(".stderr")
        with self._errors.open("w") as errors:
            self.process = subprocess.Popen(
                [FAIRLEAD, "up", str(file), "-o", "json", *arguments],
                cwd=folder,
                env=clean_environment(**variables),
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def state(self) -> Path:
        """Its state folder."""
        return self.folder / ".fairlead"

    def wait_for(self, fits: Callable[[Line], bool], *, within: float = 60) -> Line:
        """Return the next line that fits.

        Raises:
            AssertionError: none came in time.
        """
        deadline = time.monotonic() + within
        while True:
            try:
                line = self._new.get(timeout=max(deadline - time.monotonic(), 0.01))
            except queue.Empty:
                raise AssertionError(f"no such line within {within} s; {self._account()}") from None
            if fits(line):
                return line

    def wait_until_ready(self, *, within: float = 60) -> Line:
        """Return the line that says that every shard is ready."""
        return self.wait_for(lambda line: line.get("ready") is True, within=within)

    def descendants(self) -> list[int]:
        """The ids of all processes that it started, and of those that these started."""
        return list(_descendants(self.process.pid))

    def end(self, by: signal.Signals = signal.SIGTERM, *, within: float = 60) -> int:
        """End it and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(by)
        try:
            code = self.process.wait(timeout=within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"fairlead up did not end within {within} s; {self._account()}") from None
        self._reader.join(timeout=5)
        if self.process.stdout:
            self.process.stdout.close()
        return code

    def _read(self) -> None:
        assert self.process.stdout
        for text in self.process.stdout:
            line = json.loads(text)
            self.lines.append(line)
            self._new.put(line)

    def _account(self) -> str:
        logs = sorted((self.state / "logs").glob("*.log"))
        ends = [f"{log.name}: {log.read_text()[-1500:]}" for log in logs]
        return "\n".join([f"lines: {self.lines[-8:]}", f"stderr: {self._errors.read_text()}", *ends])


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _descendants(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield int(child)
            yield from _descendants(int(child))

"""One control plane for all workers of a test run.

It runs in a process of its own (`serve`), since any worker may end first. Three locks in a folder that the workers
share keep them in step; the kernel frees them when a worker dies, so nothing has to be cleaned up after one.
"""

import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from tests.controlplane.access import Access
from tests.controlplane.binaries import Binaries
from tests.controlplane.build import LONGEST_BUILD_SECONDS
from tests.controlplane.cluster import COMPONENTS, READY_SECONDS
from tests.controlplane.errors import ComponentError
from tests.controlplane.locks import Lock, held, is_held

USERS: Final = "users.lock"
"""Shared by everyone who uses the control plane; exclusive to the server while it stops."""
SERVER: Final = "server.lock"
"""Held by the server as long as it lives."""
START: Final = "start.lock"
"""Held by whoever looks for a server, and starts one if there is none."""
ACCESS: Final = "access.json"
"""Says how to reach the control plane; it is there while that is ready."""
LOG: Final = "serve.log"

ACCESS_FORMAT: Final = TypeAdapter(Access)
_REPOSITORY: Final = Path(__file__).parents[2]
_SERVE_SECONDS: Final = 2 * READY_SECONDS + 10
_STOP_SECONDS: Final = 60
_POLL_SECONDS: Final = 0.05


@contextmanager
def shared_cluster(binaries: Binaries, folder: Path) -> Generator[Access]:
    """Use the control plane of `folder`, started by its first user and stopped after its last.

    Raises:
        ControlPlaneError: it cannot be built or does not start.
    """
    with held(folder / USERS, Lock.SHARED, _STOP_SECONDS):
        with held(folder / START, Lock.EXCLUSIVE, LONGEST_BUILD_SECONDS + _SERVE_SECONDS):
            if not is_held(folder / SERVER):
                for component in COMPONENTS:  # a build shows its progress here; the server has no terminal
                    binaries.command(component)
                _start_server(folder)
        yield ACCESS_FORMAT.validate_json((folder / ACCESS).read_bytes())


def _start_server(folder: Path) -> None:
    access, log = folder / ACCESS, folder / LOG
    access.unlink(missing_ok=True)  # of a server that was killed
    # It ends after coverage was collected, and would leave a file of its own behind.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    # Not by subprocess: it would complain that the server outlives the worker that started it.
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "tests.controlplane.serve", str(folder)],
        environment | {"PYTHONPATH": str(_REPOSITORY)},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setpgroup=0,  # Ctrl-C is for the workers; the server ends after them
    )
    deadline = time.monotonic() + _SERVE_SECONDS
    while not access.exists():
        if os.waitpid(pid, os.WNOHANG) != (0, 0):
            raise ComponentError(log.read_text().strip())
        if time.monotonic() > deadline:
            raise ComponentError(f"no control plane after {_SERVE_SECONDS} s; see {log}")
        time.sleep(_POLL_SECONDS)

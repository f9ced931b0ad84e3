"""Both sides as processes: the API, and the bare application."""

import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fairlead_cli.local.process import ChildProcess, free_port

HOST = "127.0.0.1"
DASHBOARD = "http://127.0.0.1:3000"


@dataclass(frozen=True, slots=True)
class Side:
    """A server that is measured.

    Attributes:
        name: Which.
        url: Where its routes begin.
        pid: Its process.
    """

    name: str
    url: str
    pid: int


@asynccontextmanager
async def side(
    name: str, module: str, port_variable: str, folder: Path, environment: dict[str, str]
) -> AsyncGenerator[Side]:
    """Run a server until the end of the context."""
    port = free_port(HOST)
    process = ChildProcess(
        name,
        [sys.executable, "-m", module],
        log=folder / f"{name}.log",
        environment=dict(os.environ) | environment | {port_variable: str(port)},
    )
    try:
        await process.listening(HOST, port)
        yield Side(name, f"http://{HOST}:{port}/api/v1", process.pid)
    finally:
        await process.stop()

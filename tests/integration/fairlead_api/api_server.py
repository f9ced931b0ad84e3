"""The real application on a real port, in this process."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI

from fairlead_api.app import create_app
from fairlead_api.settings import ApiSettings
from fairlead_shared.clock import Clock
from tests.integration.fairlead_api.environment import settings_of

API = "/api/v1"
START_SECONDS = 10.0


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield  # signals are pytest's


class RunningApi:
    """One replica.

    Attributes:
        url: Where it listens.
        settings: What it was started with.
        app: The application itself.
    """

    def __init__(self, url: str, settings: ApiSettings, app: FastAPI) -> None:
        self.url = url
        self.settings = settings
        self.app = app


@asynccontextmanager
async def running_api(environment: dict[str, str], clock: Clock | None = None) -> AsyncGenerator[RunningApi]:
    """Run a replica for as long as the context lasts."""
    settings = settings_of(environment)
    app = create_app(settings, clock)
    listening = socket.create_server(("127.0.0.1", 0))
    options: dict[str, Any] = {"log_config": None, "access_log": False, "server_header": False, "lifespan": "on"}
    options["forwarded_allow_ips"] = settings.forwarded_allow_ips
    server = _Server(uvicorn.Config(app, timeout_graceful_shutdown=1, **options))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        async with asyncio.timeout(START_SECONDS):
            while not server.started:
                assert not task.done(), "the API did not start"
                await asyncio.sleep(0.005)
        yield RunningApi(f"http://127.0.0.1:{listening.getsockname()[1]}", settings, app)
    finally:
        server.should_exit = True
        await task
        listening.close()

"""Where other commands tell the process of ``fairlead up`` what to do: HTTP on the loopback address, with a key."""

import asyncio
import contextlib
import hmac
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, Field, ValidationError

from fairlead_cli.local.restart import RestartProgress
from fairlead_cli.local.rolling import RollingRestart
from fairlead_operator.model import KubernetesObject
from fairlead_shared.errors import StoreError

LOOPBACK = "127.0.0.1"
STOP_SECONDS = 1.0
"""How long requests under way may take when the server stops."""


class RestartRequest(BaseModel):
    """What a restart is asked for with.

    Attributes:
        seconds_per_pod: How long replacing one pod may take.
    """

    seconds_per_pod: float = Field(gt=0)


type Look = Callable[[RestartProgress | None], Awaitable[KubernetesObject]]
"""Returns the BotDeployment with its status, of which the last restart is a part."""
type Prepare = Callable[[float], RollingRestart]
"""Makes a restart in which replacing one pod may take so many seconds."""


class FleetControl:
    """Answers about the fleet: ``GET /deployment`` gives its BotDeployment with a status, 503 while that is not known.

    There is one rolling restart at a time:

    ``POST /restart`` begins one (409 while one runs), ``GET /restart`` says how far the last one is, and
    ``DELETE /restart`` has it end after the present pod.
    """

    def __init__(self, prepare: Prepare, look: Look, key: str) -> None:
        self._prepare = prepare
        self._look = look
        self._key = key
        self._restart: RollingRestart | None = None
        self._running: asyncio.Task[None] | None = None

    def application(self) -> web.Application:
        """Return what answers requests."""
        application = web.Application(middlewares=[self._admit])
        application.add_routes(
            [
                web.get("/deployment", self._describe),
                web.post("/restart", self._begin),
                web.get("/restart", self._show),
                web.delete("/restart", self._stop),
            ]
        )
        return application

    async def aclose(self) -> None:
        """End the restart, wherever it is."""
        if self._running:
            self._running.cancel()
            await asyncio.wait([self._running])

    @web.middleware
    async def _admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._key}".encode()):
            return _refusal(401, "The key of the fleet's record is missing.")
        return await handler(request)

    async def _describe(self, _request: web.Request) -> web.Response:
        try:
            return web.json_response(await self._look(self._restart.progress if self._restart else None))
        except StoreError as error:
            return _refusal(503, str(error))

    async def _begin(self, request: web.Request) -> web.Response:
        if self._restart and self._running and not self._running.done():
            present = self._restart.progress.present
            now = f": {present.pod} is being replaced" if present else ""
            return _refusal(409, f"The fleet is being restarted already{now}.")
        try:
            asked = RestartRequest.model_validate_json(await request.read())
        except ValidationError as error:
            return _refusal(422, str(error))
        self._restart = self._prepare(asked.seconds_per_pod)
        self._running = asyncio.create_task(self._restart.run(), name="restart")
        return await self._show(request)

    async def _show(self, _request: web.Request) -> web.Response:
        if self._restart is None:
            return _refusal(404, "The fleet was not restarted yet.")
        if self._running and self._running.done():
            self._running.result()
        return web.Response(text=self._restart.progress.model_dump_json(), content_type="application/json")

    async def _stop(self, request: web.Request) -> web.Response:
        if self._restart:
            self._restart.stop()
        return await self._show(request)


@asynccontextmanager
async def serve_control(control: FleetControl) -> AsyncGenerator[str]:
    """Serve a fleet's control on a free port; its address is what the context gives."""
    runner = web.AppRunner(control.application(), access_log=None, shutdown_timeout=STOP_SECONDS)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(control.aclose)
        stack.push_async_callback(runner.cleanup)
        await runner.setup()
        await web.TCPSite(runner, LOOPBACK, 0).start()
        yield f"http://{LOOPBACK}:{runner.addresses[0][1]}"


def _refusal(status: int, why: str) -> web.Response:
    return web.json_response({"error": why}, status=status)

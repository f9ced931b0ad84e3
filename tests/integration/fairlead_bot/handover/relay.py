"""A way from one pod to the other that a test watches, and cuts after any message."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import aiohttp
import orjson
from aiohttp import web

from fairlead_bot.gateway.handover.server import PATH
from fairlead_shared.fleet.records import PodStatus
from fairlead_shared.fleet.status import StatusStore
from tests.integration.fairlead_bot.pods import HOST

PROOFS = 3
"""Messages with which both sides prove themselves, before they say anything."""

type Heard = Callable[[int, str], Awaitable[None]]


class Relay:
    """Stands between the pod that leaves and the standby, and passes every message on.

    Attributes:
        kinds: What was said so far, both sides together; proofs are empty.
        heard: Awaited after each message was passed on, with its number from one on and its kind.
    """

    def __init__(self, target: str) -> None:
        self.kinds = list[str]()
        self.heard: Heard | None = None
        self._target = target
        self._was_cut = False
        self._ends = list[web.WebSocketResponse | aiohttp.ClientWebSocketResponse]()

    async def cut(self) -> None:
        """Break the way off, without a word to either side."""
        self._was_cut = True
        for end in self._ends:
            with suppress(OSError):  # one side may have closed it already
                end.get_extra_info("socket").shutdown(socket.SHUT_RDWR)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Pass on what two pods say."""
        asking = web.WebSocketResponse(max_msg_size=0)
        await asking.prepare(request)
        async with aiohttp.ClientSession() as http, http.ws_connect(self._target, max_msg_size=0) as answering:
            self._ends = [asking, answering]
            ways = [asyncio.create_task(self._pass_on(*way)) for way in ((asking, answering), (answering, asking))]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            await asking.close()
        return asking

    async def _pass_on(
        self,
        source: web.WebSocketResponse | aiohttp.ClientWebSocketResponse,
        target: web.WebSocketResponse | aiohttp.ClientWebSocketResponse,
    ) -> None:
        async for message in source:
            if self._was_cut:
                return
            await target.send_bytes(message.data)
            kind = "" if len(self.kinds) < PROOFS else kind_of(message.data)
            self.kinds.append(kind)
            if self.heard is not None:
                await self.heard(len(self.kinds), kind)


def kind_of(raw: bytes) -> str:
    """What kind a message is: it is sealed, and not encrypted."""
    kind: str = orjson.loads(raw[4 : 4 + int.from_bytes(raw[:4])])["kind"]
    return kind


@asynccontextmanager
async def relay_to(port: int) -> AsyncGenerator[tuple[Relay, str]]:
    """Run a relay to a pod's handover port; with its own address."""
    relay = Relay(f"http://{HOST}:{port}{PATH}")
    application = web.Application()
    application.add_routes([web.get(PATH, relay.handle)])
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, 0).start()
        yield relay, f"http://{HOST}:{runner.addresses[0][1]}{PATH}"
    finally:
        await runner.cleanup()


async def announce(store: StatusStore, generation: str, address: str) -> None:
    """Say, in the place of a standby that says nothing itself, where it can be handed a slot."""
    status = PodStatus(pod="relayed", generation=generation, started_at=datetime.now(UTC), handover_address=address)
    await store.publish(status)

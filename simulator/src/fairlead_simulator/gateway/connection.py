"""One WebSocket of a client: reads its frames, writes what is pushed to it."""

import asyncio
import logging
from collections import deque

from aiohttp import WSMsgType, web

from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.gateway.protocol import GatewayProtocol
from fairlead_simulator.gateway.transport import Transport
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.tasks import stop

_log = logging.getLogger(__name__)

_CLOSE_SECONDS = 4.0
"""How long a client may take to read what is left and to answer the close frame."""


class Connection:
    """The I/O around a `GatewayProtocol`.

    Pushing never waits: frames are queued and written in order by a task that `run` owns.
    """

    def __init__(
        self,
        simulation: Simulation,
        socket: web.WebSocketResponse,
        stream: asyncio.Transport,
        transport: Transport,
        gateway_url: str,
    ) -> None:
        self._socket = socket
        self._stream = stream
        self._transport = transport
        self._outgoing: deque[bytes] = deque()
        self._closing: tuple[CloseCode, str] | None = None
        self._last_moment: asyncio.TimerHandle | None = None
        self._wake = asyncio.Event()
        self.protocol = GatewayProtocol(simulation, self, gateway_url)

    def push(self, frame: bytes) -> None:
        """Send a frame after those pushed before it; after `close` nothing more is sent."""
        if self._closing is None:
            self._outgoing.append(frame)
            self._wake.set()

    def close(self, code: CloseCode, reason: str) -> None:
        """Close the connection after what was pushed is sent; only the first call counts."""
        if self._closing is None:
            self._closing = (code, reason)
            self._wake.set()
            # A client that does not read would otherwise hold the connection for as long as it likes.
            self._last_moment = asyncio.get_running_loop().call_later(_CLOSE_SECONDS, self.cut)

    def cut(self) -> None:
        """Break the connection off at once, without a close frame."""
        self._outgoing.clear()
        self._stream.abort()

    async def run(self) -> None:
        """Serve the connection until it is gone."""
        self.protocol.opened()
        writer = asyncio.create_task(self._write(), name="gateway-writer")
        try:
            async for message in self._socket:
                if self._closing is not None:
                    break
                if message.type is WSMsgType.TEXT:
                    self.protocol.received(message.data.encode())
                elif message.type is WSMsgType.BINARY:
                    self.protocol.received(message.data)
        finally:
            self.protocol.closed(None if self._closing else self._socket.close_code)
            if self._closing is not None:
                await asyncio.wait({writer}, timeout=_CLOSE_SECONDS)
            if self._last_moment is not None:
                self._last_moment.cancel()
            await stop(writer)

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            kind = WSMsgType.BINARY if self._transport.binary else WSMsgType.TEXT
            try:
                while self._outgoing:
                    await self._socket.send_frame(self._transport.encode(self._outgoing.popleft()), kind)
            except ConnectionError:
                _log.debug("the client went away while it was written to")
                return
            if self._closing is not None:
                code, reason = self._closing
                await self._socket.close(code=code, message=reason.encode())
                return

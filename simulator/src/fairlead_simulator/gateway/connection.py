"""One WebSocket of a client: reads its frames, writes what is pushed to it."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from aiohttp import WSMsgType, web

from fairlead_simulator.gateway.message import message_of
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.gateway.protocol import GatewayProtocol
from fairlead_simulator.gateway.transport import PayloadTransport, PlainTransport, Transport
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.tasks import stop

_log = logging.getLogger(__name__)

_CLOSE_SECONDS = 4.0
"""How long a client may take to read what is left and to answer the close frame."""

_HALF_OPEN_SECONDS = 120.0
"""How long a half-open connection is kept for a client that does not notice."""

_AT_ONCE = 128
"""Frames that are written in one piece."""

type Drain = Callable[[], Awaitable[None]]
"""Waits until the client has read so much that more may be written."""


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
        address: str,
        drain: Drain,
    ) -> None:
        self._socket = socket
        self._drain = drain
        self._statistics = simulation.statistics
        self._stream = stream
        self._transport = transport
        self._outgoing: deque[bytes] = deque()
        self._closing: tuple[CloseCode, str] | None = None
        self._last_moment: asyncio.TimerHandle | None = None
        self._wake = asyncio.Event()
        self._clock = simulation.clock
        self._delay: tuple[float, float] | None = None
        self._stalled = False
        self.protocol = GatewayProtocol(simulation, self, gateway_url, address)

    def push(self, frame: bytes) -> None:
        """Send a frame after those pushed before it; after `close` nothing more is sent."""
        if self._closing is None and not self._stalled:
            self._outgoing.append(frame)
            self._statistics.frames_waiting += 1
            self._wake.set()

    def close(self, code: CloseCode, reason: str) -> None:
        """Close the connection after what was pushed is sent; only the first call counts."""
        if self._stalled:
            self.cut()
        elif self._closing is None:
            self._closing = (code, reason)
            self._wake.set()
            # A client that does not read would otherwise hold the connection for as long as it likes.
            self._last_moment = asyncio.get_running_loop().call_later(_CLOSE_SECONDS, self.cut)

    def cut(self) -> None:
        """Break the connection off at once, without a close frame."""
        self._forget_waiting()
        self._stream.abort()

    def stall(self) -> None:
        """Neither read nor write any more, and leave the connection open."""
        self._stalled = True
        self._forget_waiting()
        self._stream.pause_reading()
        self._last_moment = asyncio.get_running_loop().call_later(_HALF_OPEN_SECONDS, self.cut)

    def slow_down(self, delay: float, until: float) -> None:
        """Wait before each frame is sent (seconds) until a moment (monotonic seconds)."""
        self._delay = delay, until

    def compress_payloads(self) -> None:
        """Compress each large frame by itself from now on, unless the connection is compressed as a whole."""
        if isinstance(self._transport, PlainTransport):
            self._transport = PayloadTransport()

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
            self._forget_waiting()

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                while self._outgoing:
                    await self._hold_back()
                    await self._write_waiting()
            except ConnectionError:
                _log.debug("the client went away while it was written to")
                return
            if self._closing is not None:
                code, reason = self._closing
                await self._socket.close(code=code, message=reason.encode())
                return

    async def _hold_back(self) -> None:
        if self._delay is not None:
            delay, until = self._delay
            if self._clock.monotonic() < until:
                await asyncio.sleep(delay)
            else:
                self._delay = None

    async def _write_waiting(self) -> None:
        """Write what waits in one piece, or one frame of it on a slow line."""
        many = min(len(self._outgoing), _AT_ONCE if self._delay is None else 1)
        self._statistics.frames_waiting -= many
        frames = [self._outgoing.popleft() for _ in range(many)]
        encode, binary = self._transport.encode, self._transport.binary
        messages = [message_of(encode(frame), binary=binary(frame)) for frame in frames]
        if self._stream.is_closing():
            raise ConnectionResetError("the client went away")
        self._stream.write(b"".join(messages))
        await self._drain()

    def _forget_waiting(self) -> None:
        self._statistics.frames_waiting -= len(self._outgoing)
        self._outgoing.clear()

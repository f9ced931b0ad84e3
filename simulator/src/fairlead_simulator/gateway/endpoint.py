"""The gateway's HTTP face: upgrades a request to a WebSocket and keeps the open connections."""

from aiohttp import web

from fairlead_simulator.gateway.connection import Connection
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.gateway.transport import transport_for
from fairlead_simulator.simulation import Simulation
from fairlead_simulator.violations import Rule

_API_VERSION = "10"
_CLOSE_SECONDS = 2.0
_MAX_MESSAGE_BYTES = 1 << 20
"""More than a frame may have, so that a frame that is too large is refused by Discord's rule and not by the server."""


class GatewayEndpoint:
    """Serves every connection of the gateway."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._connections: set[Connection] = set()

    @property
    def open_connections(self) -> int:
        """How many connections are open, those in the middle of closing included."""
        return len(self._connections)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection from its upgrade to its end."""
        if request.query.get("encoding", "json") != "json":
            raise web.HTTPBadRequest(text="The simulator's gateway speaks JSON only.")
        try:
            transport = transport_for(request.query.get("compress"))
        except LookupError as error:
            raise web.HTTPBadRequest(text=f"The simulator's gateway: {error.args[0]}.") from error
        socket = web.WebSocketResponse(timeout=_CLOSE_SECONDS, compress=False, max_msg_size=_MAX_MESSAGE_BYTES)
        await socket.prepare(request)
        stream = request.transport
        if stream is None:  # the client went away during the upgrade
            return socket
        gateway_url = self._simulation.terms.gateway_url(request.host)
        address, drain = request.remote or "", request.writer.drain
        connection = Connection(self._simulation, socket, stream, transport, gateway_url, address, drain)
        if request.query.get("v") != _API_VERSION:
            self._simulation.violations.count(Rule.INVALID_API_VERSION)
            connection.close(CloseCode.INVALID_API_VERSION, "Invalid API version.")
        self._connections.add(connection)
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)
        return socket

    async def nobody(self, request: web.Request) -> web.StreamResponse:
        """Break the connection off: nobody answers at the resume URL that a fault gave to the client."""
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=503)

    def sweep(self) -> None:
        """Close the connections whose clients no longer beat."""
        now = self._simulation.clock.monotonic()
        for connection in list(self._connections):
            connection.protocol.check_heartbeat(now)

    def close(self) -> None:
        """Close every connection because the simulator ends."""
        for connection in list(self._connections):
            connection.close(CloseCode.GOING_AWAY, "The simulator ends.")

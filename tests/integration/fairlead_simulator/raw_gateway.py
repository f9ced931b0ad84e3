"""A second library: a gateway client on a bare WebSocket, without discord.py."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from fairlead_simulator.gateway.opcodes import Opcode
from fairlead_simulator.server import Endpoints

DEADLINE = 10.0
"""Seconds after which a wait has failed."""

INTENTS = 53608447

type Frame = dict[str, Any]  # a frame's `d` may be any JSON


class RawGateway:
    """One connection; reads frames and close codes as they come."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, endpoints: Endpoints) -> None:
        self.socket = socket
        self._token = endpoints.token

    async def send(self, opcode: int, data: object = None) -> None:
        await self.socket.send_json({"op": opcode, "d": data})

    async def identify(self, shard_id: int = 0, shard_count: int = 1, **changes: object) -> None:
        data = {"token": self._token, "intents": INTENTS, "shard": [shard_id, shard_count], "properties": {}}
        await self.send(Opcode.IDENTIFY, data | changes)

    async def resume(self, session_id: str, sequence: int) -> None:
        await self.send(Opcode.RESUME, {"token": self._token, "session_id": session_id, "seq": sequence})

    async def frame(self) -> Frame:
        received: Frame = await self.socket.receive_json(timeout=DEADLINE)
        return received

    async def frame_of(self, opcode: int) -> Frame:
        """Return the next frame of an opcode, passing over others."""
        async with asyncio.timeout(DEADLINE):
            while (found := await self.frame())["op"] != opcode:
                pass
        return found

    async def event(self, name: str) -> Frame:
        """Return the next event of a name, passing over others."""
        async with asyncio.timeout(DEADLINE):
            while (found := await self.frame())["t"] != name:
                pass
        return found

    async def close_code(self) -> int | None:
        """Return the code with which the server closes the connection, passing over frames."""
        async with asyncio.timeout(DEADLINE):
            while (await self.socket.receive()).type not in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}:
                pass
        return self.socket.close_code


@asynccontextmanager
async def connected(endpoints: Endpoints, **query: str) -> AsyncIterator[RawGateway]:
    """Open a connection and read its HELLO."""
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(endpoints.gateway + "/", params={"v": "10", "encoding": "json"} | query) as socket,
    ):
        gateway = RawGateway(socket, endpoints)
        if "compress" not in query:
            assert (await gateway.frame())["op"] == Opcode.HELLO
        yield gateway

"""A client that only reads: opens shards, identifies, answers nothing but heartbeats, and counts frames.

Usage: ``python -m benchmarks.simulator.reader GATEWAY TOKEN SHARDS INTENTS``. Says ``ready`` when each shard has had
its READY; then, for each line ``count SECONDS`` on stdin, how many frames came in that time; ends at the end of stdin.
"""

import asyncio
import base64
import json
import os
import sys
import time
from urllib.parse import urlsplit

AT_ONCE = 200
"""Connections that are opened at the same time."""

BEAT_SECONDS = 20.0
_PROPERTIES = {"os": "linux", "browser": "benchmark", "device": "benchmark"}


def messages_in(data: bytes, position: int) -> tuple[int, int]:
    """Count the whole messages from a position on; the second value is where the first incomplete one begins."""
    size, count = len(data), 0
    while position + 2 <= size:
        length, head = data[position + 1], 2
        if length > 125:
            head = 4 if length == 126 else 10
            length = int.from_bytes(data[position + 2 : position + head])
        if position + head + length > size:
            break
        position += head + length
        count += 1
    return count, position


class Shard(asyncio.Protocol):
    """One connection; counts the messages that come, and looks into none."""

    frames = 0
    """Messages that came to all shards of this process."""

    def __init__(self, host: str, identify: bytes) -> None:
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._host = host
        self._identify = identify
        self._buffer = bytearray()
        self._upgraded = False
        self._heard = 0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the WebSocket."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("not a stream")
        self._transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET /?v=10&encoding=json HTTP/1.1\r\nHost: {self._host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        """Count the messages in what came."""
        if self._buffer:
            self._buffer += data
            data = bytes(self._buffer)
            self._buffer.clear()
        position = 0 if self._upgraded else data.find(b"\r\n\r\n") + 4
        if position < 4 and not self._upgraded:
            self._buffer += data
            return
        self._upgraded = True
        count, position = messages_in(data, position)
        self._buffer += data[position:]
        Shard.frames += count
        self._hear(count)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail if it was not ready yet."""
        if not self.ready.done():
            self.ready.set_exception(exc or ConnectionError("closed before READY"))

    def beat(self) -> None:
        """Send a heartbeat."""
        self._send(b'{"op":1,"d":null}')

    def close(self) -> None:
        """Break the connection off."""
        if self._transport is not None:
            self._transport.abort()

    def _hear(self, count: int) -> None:
        """Identify after HELLO; the message after that is READY."""
        if count == 0:
            return
        if self._heard == 0:
            self._send(self._identify)
        self._heard += count
        if self._heard > 1 and not self.ready.done():
            self.ready.set_result(None)

    def _send(self, payload: bytes) -> None:
        """Send a masked text message; the mask is zero, since nobody has to be kept from guessing it."""
        size = len(payload)
        head = bytes((0x81, 0x80 | size)) if size < 126 else bytes((0x81, 0x80 | 126)) + size.to_bytes(2)
        if self._transport is not None:
            self._transport.write(head + bytes(4) + payload)


async def main(gateway: str, token: str, shards: int, intents: int) -> None:
    """Open the shards and serve the lines on stdin."""
    url = urlsplit(gateway)
    opening = asyncio.Semaphore(AT_ONCE)
    loop = asyncio.get_running_loop()
    connections: list[Shard] = []

    async def open_shard(shard_id: int) -> None:
        identify = {"token": token, "intents": intents, "shard": [shard_id, shards], "properties": _PROPERTIES}
        raw = json.dumps({"op": 2, "d": identify}).encode()
        async with opening:
            _, shard = await loop.create_connection(lambda: Shard(url.netloc, raw), url.hostname, url.port)
            connections.append(shard)
            await shard.ready

    beating = asyncio.create_task(_beat(connections))
    began = time.monotonic()
    await asyncio.gather(*(open_shard(shard_id) for shard_id in range(shards)))
    print(json.dumps({"ready": shards, "seconds": round(time.monotonic() - began, 3)}), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        before, since = Shard.frames, time.monotonic()
        await asyncio.sleep(float(line))
        took = time.monotonic() - since
        print(json.dumps({"frames": Shard.frames - before, "seconds": took}), flush=True)
    beating.cancel()
    for shard in connections:
        shard.close()


async def _beat(connections: list[Shard]) -> None:
    """Send heartbeats, spread over time."""
    while True:
        for shard in list(connections):
            shard.beat()
            await asyncio.sleep(BEAT_SECONDS / (len(connections) + 1))
        await asyncio.sleep(0.01)


if __name__ == "__main__":
    address, secret, count, wanted = sys.argv[1:]
    asyncio.run(main(address, secret, int(count), int(wanted)))

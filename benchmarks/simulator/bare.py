"""The peer: a bare WebSocket server that sends frames which it was given, over and over, and knows nothing else.

Usage: ``python -m benchmarks.simulator.bare FRAMES``, a file with one frame a line. Says its port.
"""

import asyncio
import contextlib
import itertools
import sys
from pathlib import Path

import uvloop
from aiohttp import WSMsgType, web

AT_ONCE = 500


async def main(frames: list[bytes]) -> None:
    """Serve until killed."""

    async def serve(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        await socket.send_str('{"op":10}')
        await socket.receive()
        await socket.send_str('{"op":0,"t":"READY"}')
        await socket.receive()  # the first heartbeat: the client is about to count
        supply = itertools.cycle(frames)
        with contextlib.suppress(ConnectionError):  # the client has counted enough
            while True:
                for frame in itertools.islice(supply, AT_ONCE):
                    await socket.send_frame(frame, WSMsgType.TEXT)
                await asyncio.sleep(0)
        return socket

    app = web.Application()
    app.router.add_get("/", serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]).read_bytes().splitlines()))

"""Lead a port of this computer into a machine's network: `python relay.py PORT NETWORK HOST HOST_PORT`.

A socket stays in the network namespace in which it was made. So this process listens on 127.0.0.1 first, then moves
into the namespace of the file NETWORK, and connects from there to HOST for each connection that it accepts.
"""

import asyncio
import os
import socket
import sys
from pathlib import Path

_PIECE = 1 << 16


def main() -> None:
    """Listen, move, and pass connections on until killed."""
    port, network, host, host_port = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind(("127.0.0.1", port))
    with network.open() as file:
        os.setns(file.fileno(), os.CLONE_NEWNET)
    asyncio.run(_serve(listener, host, host_port))


async def _serve(listener: socket.socket, host: str, port: int) -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(host, port)
        except OSError:  # nobody listens there yet: the client sees its connection end
            writer.close()
            return
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(_pass_on(reader, far_writer))
                both.create_task(_pass_on(far_reader, writer))
        except* OSError:  # one side was cut off; the other is told by the end
            pass
        finally:
            far_writer.close()
            writer.close()

    server = await asyncio.start_server(connected, sock=listener)
    await server.serve_forever()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(_PIECE):
        writer.write(piece)
        await writer.drain()
    writer.write_eof()


if __name__ == "__main__":
    main()

"""Ports of 127.0.0.1 that stay ours between choosing them and listening on them."""

import socket
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def reserved_port() -> Generator[int]:
    """Hold a free port that a server with `SO_REUSEPORT` may listen on, today and after a restart, but nobody else.

    The holder is bound and never listens, so it gets no connections.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]

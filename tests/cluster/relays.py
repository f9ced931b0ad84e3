"""Ways from this computer into the cluster's network, each a process of `relay`."""

import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.cluster import relay as relay_script
from tests.cluster.machine import Machine
from tests.controlplane.ports import reserved_port
from tests.controlplane.process import Component, wait_until

_LISTEN_SECONDS: Final = 20


@contextmanager
def relay(machine: Machine, host: str, port: int, log: Path) -> Generator[int]:
    """Lead a port of 127.0.0.1, which this yields, to `host` and `port` as a machine sees them.

    Raises:
        ComponentError: the relay ended, or does not listen in time.
    """
    with reserved_port() as own:
        command = [sys.executable, "-I", "-S", relay_script.__file__, str(own), str(machine.network), host, str(port)]
        component = Component(f"relay to {host}:{port}", command, log)
        component.start()
        try:
            wait_until(lambda: _listens(own), _LISTEN_SECONDS, f"listener of {component.name}", [component])
            yield own
        finally:
            component.stop()


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0

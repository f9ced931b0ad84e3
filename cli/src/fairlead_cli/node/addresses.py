"""The addresses of a node and of its pods, each of its own in 127.0.0.0/8."""

import random
import socket
import sys
from typing import Final

from fairlead_shared.errors import ConfigurationError

KUBELET_PORT: Final = 10250
"""The port of a node's address that a kubelet listens on: who has it, has the addresses beside it too."""
_FIRST, _LAST = 2, 254
_ATTEMPTS: Final = 64


class NodeAddresses:
    """256 addresses beside each other that no other node of this machine uses, in whatever process it runs.

    Attributes:
        node: The address of the node itself.

    Raises:
        ConfigurationError: this machine has one loopback address only, or none is free.
    """

    def __init__(self) -> None:
        if sys.platform != "linux":
            raise ConfigurationError("A local node needs Linux, where each pod can have a loopback address of its own.")
        self._reservation, self._subnet = _reserved()
        self._used: set[int] = set()
        self._next = _FIRST
        self.node = f"{self._subnet}.1"

    def take(self) -> str:
        """Return an address for a pod; the one given back last comes last.

        Raises:
            ConfigurationError: all are in use.
        """
        hosts = (*range(self._next, _LAST + 1), *range(_FIRST, self._next))
        host = next((host for host in hosts if host not in self._used), None)
        if host is None:
            raise ConfigurationError(f"A local node has addresses for {len(hosts)} pods; all are in use.")
        self._used.add(host)
        self._next = host + 1 if host < _LAST else _FIRST
        return f"{self._subnet}.{host}"

    def give_back(self, address: str) -> None:
        """Take the address of a pod that is gone."""
        self._used.discard(int(address.rpartition(".")[2]))

    def close(self) -> None:
        """Leave the addresses to others."""
        self._reservation.close()


def _reserved() -> tuple[socket.socket, str]:
    for _ in range(_ATTEMPTS):
        subnet = f"127.{random.randint(220, 250)}.{random.randint(0, 255)}"
        reservation = socket.socket()
        try:
            reservation.bind((f"{subnet}.1", KUBELET_PORT))
        except OSError:
            reservation.close()
        else:
            return reservation, subnet
    raise ConfigurationError(f"No local node can have port {KUBELET_PORT}: something listens on it on all addresses.")

"""Connections as the rest of the gateway knows them."""

from typing import Protocol

from fairlead_simulator.clock import Clock
from fairlead_simulator.gateway.opcodes import CloseCode


class Link(Protocol):
    """An open connection, as far as a session knows it."""

    def push(self, frame: bytes) -> None:
        """Send a frame after those pushed before it."""
        ...

    def close(self, code: CloseCode, reason: str) -> None:
        """Close the connection after what was pushed is sent."""
        ...

    def cut(self) -> None:
        """Break the connection off at once, without a close frame."""
        ...


class Wire(Link, Protocol):
    """An open connection, with what faults and the choice of compression do to it."""

    def stall(self) -> None:
        """Neither read nor write any more, and leave the connection open."""
        ...

    def slow_down(self, delay: float, until: float) -> None:
        """Wait before each frame is sent (seconds) until a moment (monotonic seconds)."""
        ...

    def compress_payloads(self) -> None:
        """Compress each large frame by itself from now on, unless the connection is compressed as a whole."""
        ...


class EventLine:
    """A session's way to its connection, on which events can be held back.

    Events that are held back count as sent: the session keeps them for a resume.
    """

    __slots__ = ("_clock", "_deaf_until", "_wire")

    def __init__(self, wire: Wire, clock: Clock) -> None:
        self._wire = wire
        self._clock = clock
        self._deaf_until: float | None = None

    def push(self, frame: bytes) -> None:
        """Send an event unless events are held back."""
        if self._deaf_until is None or self._clock.monotonic() >= self._deaf_until:
            self._wire.push(frame)

    def close(self, code: CloseCode, reason: str) -> None:
        """Close the connection after what was pushed is sent."""
        self._wire.close(code, reason)

    def cut(self) -> None:
        """Break the connection off at once, without a close frame."""
        self._wire.cut()

    def hold_back(self, until: float) -> None:
        """Hold events back until a moment (monotonic seconds)."""
        self._deaf_until = until

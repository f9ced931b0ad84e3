"""What a fault can do to a connection."""

from typing import Protocol

from fairlead_simulator.gateway.opcodes import CloseCode


class Victim(Protocol):
    """An open connection of the gateway, as far as faults know it.

    Moments are monotonic seconds; `inf` is for as long as the connection lives.
    """

    @property
    def address(self) -> str:
        """The client's IP address."""
        ...

    @property
    def shard(self) -> tuple[int, int] | None:
        """The session's shard id and shard count; None before it has a session."""
        ...

    def drop(self) -> None:
        """Break the connection off without a close frame; its session stays."""
        ...

    def close_with(self, code: CloseCode) -> None:
        """Close the connection with a code; its session ends if the code says so."""
        ...

    def half_open(self) -> None:
        """Neither hear the client any more nor say anything, and leave the connection open."""
        ...

    def stop_acknowledging(self, until: float) -> None:
        """Hear heartbeats without acknowledging them."""
        ...

    def stop_dispatching(self, until: float) -> None:
        """Acknowledge heartbeats without sending events; they are kept for a resume."""
        ...

    def slow_down(self, delay: float, until: float) -> None:
        """Wait some seconds before each frame is sent."""
        ...

    def ask_for_heartbeat(self) -> None:
        """Ask for a heartbeat now (opcode 1)."""
        ...

    def ask_to_reconnect(self) -> None:
        """Ask the client to reconnect and resume (opcode 7)."""
        ...

    def invalidate(self, *, resumable: bool) -> None:
        """Say that the session is invalid (opcode 9); unless it is resumable, it ends."""
        ...

    def cut_next_resume(self) -> None:
        """Let the next attempt to resume the session fail as if nobody answered at its URL."""
        ...

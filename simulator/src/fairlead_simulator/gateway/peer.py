"""The client at the other end of a connection: which session it has, and what faults do to it."""

from fairlead_simulator.gateway.frames import HEARTBEAT_REQUEST, INVALID_SESSION, RECONNECT, RESUMABLE_SESSION
from fairlead_simulator.gateway.link import EventLine, Wire
from fairlead_simulator.gateway.opcodes import SESSION_ENDING, SESSION_LOST, CloseCode
from fairlead_simulator.gateway.session import Session
from fairlead_simulator.simulation import Simulation


class Peer:
    """One client's connection and, once it has one, its session.

    Attributes:
        wire: The connection.
        line: The session's way to it.
        session: The session.
        stalled: Whether it is half-open.
        heartbeat_asked_at: When it was asked for a heartbeat that it has not sent yet (monotonic seconds).
    """

    __slots__ = ("_address", "_silent_until", "_simulation", "heartbeat_asked_at", "line", "session", "stalled", "wire")

    def __init__(self, simulation: Simulation, wire: Wire, address: str) -> None:
        self.wire = wire
        self.line = EventLine(wire, simulation.clock)
        self.session: Session | None = None
        self.stalled = False
        self.heartbeat_asked_at: float | None = None
        self._simulation = simulation
        self._address = address
        self._silent_until: float | None = None

    @property
    def address(self) -> str:
        """The client's IP address."""
        return self._address

    @property
    def shard(self) -> tuple[int, int] | None:
        """The session's shard id and shard count; None before it has a session."""
        return None if self.session is None else (self.session.shard_id, self.session.shard_count)

    @property
    def acknowledged(self) -> bool:
        """Whether its heartbeats are acknowledged."""
        return self._silent_until is None or self._simulation.clock.monotonic() >= self._silent_until

    def attach(self, session: Session) -> None:
        """Take a session that was opened or resumed on this connection."""
        self.session = session
        self._simulation.faults.authenticated(self)

    def gone(self, code: int | None) -> None:
        """Note that the connection is gone; a code (None if the client closed with none) may end the session."""
        self._simulation.faults.closed(self)
        session = self._detach()
        if session is not None and code in SESSION_ENDING and not session.links:
            session.ended(by_client=True)
            self._simulation.end_session(session)

    def lose_session(self) -> None:
        """Leave the session without this connection, so that it can be resumed on another one or expires."""
        self._detach()

    def drop(self) -> None:
        """Break the connection off without a close frame; its session stays."""
        self.wire.cut()
        self._detach()

    def close_with(self, code: CloseCode, reason: str = "The simulator was told to close.") -> None:
        """Close the connection with a code; its session ends if the code says so."""
        if code in SESSION_LOST:
            self._end_session()
        self.wire.close(code, reason)

    def half_open(self) -> None:
        """Neither hear the client any more nor say anything, and leave the connection open."""
        self.stalled = True
        self.wire.stall()

    def stop_acknowledging(self, until: float) -> None:
        """Hear heartbeats without acknowledging them."""
        self._silent_until = until

    def stop_dispatching(self, until: float) -> None:
        """Acknowledge heartbeats without sending events; they are kept for a resume."""
        self.line.hold_back(until)

    def slow_down(self, delay: float, until: float) -> None:
        """Wait some seconds before each frame is sent."""
        self.wire.slow_down(delay, until)

    def ask_for_heartbeat(self) -> None:
        """Ask for a heartbeat now (opcode 1)."""
        self.heartbeat_asked_at = self._simulation.clock.monotonic()
        self.wire.push(HEARTBEAT_REQUEST)

    def ask_to_reconnect(self) -> None:
        """Ask the client to reconnect and resume (opcode 7)."""
        self.wire.push(RECONNECT)

    def invalidate(self, *, resumable: bool) -> None:
        """Say that the session is invalid (opcode 9); unless it is resumable, it ends."""
        if resumable:
            self._detach()
        else:
            self._end_session()
        self.wire.push(RESUMABLE_SESSION if resumable else INVALID_SESSION)

    def cut_next_resume(self) -> None:
        """Let the next attempt to resume the session fail as if nobody answered at its URL."""
        if self.session is not None:
            self.session.cut_next_resume = True

    def _end_session(self) -> None:
        session = self._detach()
        if session is not None:
            self._simulation.end_session(session)

    def _detach(self) -> Session | None:
        session, self.session = self.session, None
        if session is not None:
            session.disconnect(self.line, self._simulation.clock.monotonic())
        return session

"""What Discord can do to a shard, beyond what the control API offers."""

from fairlead_simulator.gateway.link import Link
from fairlead_simulator.gateway.opcodes import CloseCode
from fairlead_simulator.gateway.session import Session
from fairlead_simulator.server import Simulator

RECONNECT = b'{"op":7,"d":null,"s":null,"t":null}'
INVALID_SESSION = b'{"op":9,"d":false,"s":null,"t":null}'
RESUMABLE_SESSION = b'{"op":9,"d":true,"s":null,"t":null}'


def session_of(simulator: Simulator, shard_id: int) -> Session:
    """The one session of a shard."""
    (session,) = simulator.simulation.application.sessions.on_shard(shard_id)
    return session


def link_of(simulator: Simulator, shard_id: int) -> Link:
    """The open connection of a shard."""
    link = session_of(simulator, shard_id).link
    assert link is not None
    return link


def end_session(simulator: Simulator, shard_id: int) -> None:
    """Forget the session of a shard, as Discord does after a while."""
    simulator.simulation.application.sessions.end(session_of(simulator, shard_id))


def close(simulator: Simulator, shard_id: int, code: int) -> None:
    """Close the connection of a shard with a code."""
    link_of(simulator, shard_id).close(CloseCode(code), "a test wants it")


def emit(simulator: Simulator, shard_id: int, event: str, content: bytes) -> None:
    """Send an event that the simulated world would not have."""
    session_of(simulator, shard_id).emit(event, content)

"""Frames: how payloads are written on the wire."""

from fairlead_simulator.gateway.opcodes import Opcode
from fairlead_simulator.jsonvalue import Json, encode


def control_frame(opcode: Opcode, data: Json = None) -> bytes:
    """Write a frame that is no event and so has no sequence."""
    return encode({"t": None, "s": None, "op": opcode.value, "d": data})


def event_frame(name: str, sequence: int, data: bytes) -> bytes:
    """Write an event around its `d`, which is encoded already and shared by all sessions."""
    return b'{"t":"%b","s":%d,"op":0,"d":%b}' % (name.encode(), sequence, data)


def hello_frame(heartbeat_seconds: float) -> bytes:
    """Write the frame that greets a client and says how often to beat."""
    return control_frame(Opcode.HELLO, {"heartbeat_interval": round(heartbeat_seconds * 1000)})


HEARTBEAT_SECONDS = 41.25
"""How often Discord wants clients to beat."""

HELLO = hello_frame(HEARTBEAT_SECONDS)
HEARTBEAT_ACK = control_frame(Opcode.HEARTBEAT_ACK)
HEARTBEAT_REQUEST = control_frame(Opcode.HEARTBEAT)
RECONNECT = control_frame(Opcode.RECONNECT)
INVALID_SESSION = control_frame(Opcode.INVALID_SESSION, False)  # noqa: FBT003 -- the payload's value
RESUMABLE_SESSION = control_frame(Opcode.INVALID_SESSION, True)  # noqa: FBT003 -- as above

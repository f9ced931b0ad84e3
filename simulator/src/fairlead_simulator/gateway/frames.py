"""Frames: how payloads are written on the wire."""

from fairlead_simulator.gateway.opcodes import Opcode
from fairlead_simulator.jsonvalue import Json, encode


def control_frame(opcode: Opcode, data: Json = None) -> bytes:
    """Write a frame that is no event and so has no sequence."""
    return encode({"t": None, "s": None, "op": opcode.value, "d": data})


def event_frame(name: str, sequence: int, data: bytes) -> bytes:
    """Write an event around its `d`, which is encoded already and shared by all sessions."""
    return b'{"t":"%b","s":%d,"op":0,"d":%b}' % (name.encode(), sequence, data)


HEARTBEAT_INTERVAL_MS = 41_250
HELLO = control_frame(Opcode.HELLO, {"heartbeat_interval": HEARTBEAT_INTERVAL_MS})
HEARTBEAT_ACK = control_frame(Opcode.HEARTBEAT_ACK)
INVALID_SESSION = control_frame(Opcode.INVALID_SESSION, False)  # noqa: FBT003 -- the payload's value

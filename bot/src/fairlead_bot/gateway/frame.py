"""Frames of the gateway as they arrive."""

from enum import IntEnum
from typing import Any, TypedDict


class Opcode(IntEnum):
    """What a received frame is.

    https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-opcodes
    """

    DISPATCH = 0
    HEARTBEAT = 1
    RECONNECT = 7
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Frame(TypedDict):
    """A decoded frame: opcode, content, and for a dispatch its sequence number and the event's name."""

    op: int
    d: Any  # whatever JSON the event has; discord.py's parsers know each one's form
    s: int | None
    t: str | None

"""WebSocket messages as a server writes them.

The server's own library writes one message at a time, each with a call to the kernel; many at once need their headers
here. Source: https://datatracker.ietf.org/doc/html/rfc6455#section-5.2
"""

import struct

_FINAL_TEXT = 0x81
_FINAL_BINARY = 0x82
_SHORT = struct.Struct("!BB")
_MEDIUM = struct.Struct("!BBH")
_LONG = struct.Struct("!BBQ")


def message_of(payload: bytes, *, binary: bool) -> bytes:
    """Write a payload as one unmasked message."""
    first, size = _FINAL_BINARY if binary else _FINAL_TEXT, len(payload)
    if size < 126:
        return _SHORT.pack(first, size) + payload
    if size < 1 << 16:
        return _MEDIUM.pack(first, 126, size) + payload
    return _LONG.pack(first, 127, size) + payload

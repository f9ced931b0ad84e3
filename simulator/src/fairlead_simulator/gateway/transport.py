"""Compression: how frames become WebSocket messages.

Source: https://discord.com/developers/docs/events/gateway#encoding-and-compression
"""

import zlib
from typing import Protocol

import zstandard

ZLIB_STREAM = "zlib-stream"
ZSTD_STREAM = "zstd-stream"

LARGE_PAYLOAD_BYTES = 512
"""Frames above this size are compressed by themselves where a client asked for it; smaller ones stay text."""


class Transport(Protocol):
    """One direction of one connection; a stream keeps its context from frame to frame."""

    def encode(self, frame: bytes) -> bytes:
        """Turn a frame into the bytes of one WebSocket message."""
        ...

    def binary(self, frame: bytes) -> bool:
        """Tell whether the message of a frame is binary."""
        ...


class PlainTransport:
    """Text messages, not compressed."""

    def encode(self, frame: bytes) -> bytes:
        """Return the frame as it is."""
        return frame

    def binary(self, frame: bytes) -> bool:
        """Say that the message is text."""
        del frame
        return False


class PayloadTransport:
    """Large frames are compressed, each by itself."""

    def encode(self, frame: bytes) -> bytes:
        """Compress a large frame."""
        return zlib.compress(frame) if self.binary(frame) else frame

    def binary(self, frame: bytes) -> bool:
        """Tell whether the frame is large."""
        return len(frame) > LARGE_PAYLOAD_BYTES


class ZlibTransport:
    """One zlib stream for the connection; each message ends with a sync flush."""

    def __init__(self) -> None:
        self._stream = zlib.compressobj()

    def encode(self, frame: bytes) -> bytes:
        """Compress the frame up to a flush, so that the client can read it now."""
        return self._stream.compress(frame) + self._stream.flush(zlib.Z_SYNC_FLUSH)

    def binary(self, frame: bytes) -> bool:
        """Say that the message is binary."""
        del frame
        return True


class ZstdTransport:
    """One Zstandard stream for the connection; each message ends with a block flush."""

    def __init__(self) -> None:
        self._stream = zstandard.ZstdCompressor().compressobj()

    def encode(self, frame: bytes) -> bytes:
        """Compress the frame up to a flush, so that the client can read it now."""
        return self._stream.compress(frame) + self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)

    def binary(self, frame: bytes) -> bool:
        """Say that the message is binary."""
        del frame
        return True


def transport_for(compression: str | None) -> Transport:
    """Make the transport that a client asked for in the query of its URL.

    Raises:
        LookupError: There is no such compression.
    """
    match compression:
        case None:
            return PlainTransport()
        case "zlib-stream":
            return ZlibTransport()
        case "zstd-stream":
            return ZstdTransport()
        case _:
            raise LookupError(f"there is no compression {compression!r}; there are {ZLIB_STREAM} and {ZSTD_STREAM}")

"""Transport compression: how frames become WebSocket messages.

Source: https://discord.com/developers/docs/events/gateway#transport-compression
"""

import importlib
import zlib
from typing import Protocol

ZLIB_STREAM = "zlib-stream"
ZSTD_STREAM = "zstd-stream"


class Transport(Protocol):
    """One direction of one connection; compression keeps its context from frame to frame."""

    binary: bool

    def encode(self, frame: bytes) -> bytes:
        """Turn a frame into the bytes of one WebSocket message."""
        ...


class PlainTransport:
    """Text messages, not compressed."""

    binary = False

    def encode(self, frame: bytes) -> bytes:
        """Return the frame as it is."""
        return frame


class ZlibTransport:
    """One zlib stream for the connection; each message ends with a sync flush."""

    binary = True

    def __init__(self) -> None:
        self._stream = zlib.compressobj()

    def encode(self, frame: bytes) -> bytes:
        """Compress the frame up to a flush, so that the client can read it now."""
        return self._stream.compress(frame) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class _ZstdStream(Protocol):
    def compress(self, data: bytes) -> bytes: ...
    def flush(self, flush_mode: int) -> bytes: ...


class ZstdTransport:
    """One Zstandard stream for the connection; each message ends with a block flush."""

    binary = True

    def __init__(self) -> None:
        zstandard = importlib.import_module("zstandard")
        self._stream: _ZstdStream = zstandard.ZstdCompressor().compressobj()
        self._flush_block: int = zstandard.COMPRESSOBJ_FLUSH_BLOCK

    def encode(self, frame: bytes) -> bytes:
        """Compress the frame up to a flush, so that the client can read it now."""
        return self._stream.compress(frame) + self._stream.flush(self._flush_block)


def transport_for(compression: str | None) -> Transport:
    """Make the transport that a client asked for in the query of its URL.

    Raises:
        LookupError: There is no such compression here. `zstd-stream` exists where the zstandard package is installed.
    """
    match compression:
        case None:
            return PlainTransport()
        case "zlib-stream":
            return ZlibTransport()
        case "zstd-stream":
            try:
                return ZstdTransport()
            except ImportError as error:
                raise LookupError("zstd-stream needs the zstandard package, which is not installed") from error
        case _:
            raise LookupError(f"there is no compression {compression!r}; there are {ZLIB_STREAM} and {ZSTD_STREAM}")

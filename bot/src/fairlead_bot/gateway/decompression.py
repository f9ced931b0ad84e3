"""Turns the messages of a compressed connection into frames.

discord.py chooses one compression for a process, by what is installed; here the specification chooses.
"""

import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Protocol

import zstandard

from fairlead_shared.fleet.compression import Compression

_FLUSHED: Final = b"\x00\x00\xff\xff"
"""Ends a message of a zlib stream: Z_SYNC_FLUSH."""


class Decompressor(Protocol):
    """The stream of one connection."""

    def decompress(self, data: bytes, /) -> str | None:
        """Return a message's frame; nothing while more of it is to come.

        Raises:
            ValueError: It is not UTF-8; a message that is not compressed raises its library's own error.
        """
        ...


class ZlibStream:
    """A zlib stream; a frame may come in several messages."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()
        self._begun = bytearray()

    def decompress(self, data: bytes, /) -> str | None:
        """Return a frame once its last message has come."""
        self._begun += data
        if not data.endswith(_FLUSHED):
            return None
        frame = self._stream.decompress(self._begun)
        self._begun.clear()
        return frame.decode()


class ZstdStream:
    """A Zstandard stream; each message is a whole frame."""

    def __init__(self) -> None:
        self._stream = zstandard.ZstdDecompressor().decompressobj()

    def decompress(self, data: bytes, /) -> str:
        """Return a message's frame."""
        return self._stream.decompress(data).decode()


class ZlibPayloads:
    """No stream: discord.py's IDENTIFY has Discord compress large frames, each by itself."""

    def decompress(self, data: bytes, /) -> str:
        """Return a message's frame."""
        return zlib.decompress(data).decode()


_DECOMPRESSORS: Final[Mapping[Compression, Callable[[], Decompressor]]] = MappingProxyType(
    {
        Compression.NONE: ZlibPayloads,
        Compression.ZLIB_STREAM: ZlibStream,
        Compression.ZSTD_STREAM: ZstdStream,
    }
)


def decompressor(compression: Compression) -> Decompressor:
    """Return the decompressor of a new connection."""
    return _DECOMPRESSORS[compression]()


def query(compression: Compression) -> dict[str, str]:
    """Return what the gateway's address says of a compression."""
    return {} if compression is Compression.NONE else {"compress": compression.value}

"""The pieces of a snapshot as bytes: a version, what the layout of their rows was, and compressed JSON."""

import zlib
from dataclasses import dataclass
from typing import Any, Final

import orjson

from fairlead_bot.gateway.snapshot.classes import FINGERPRINT
from fairlead_shared.errors import FairleadError

SNAPSHOT_VERSION: Final = 1
"""How a piece is built; a change that an older reader would misread raises it."""
COMPRESSION_LEVEL: Final = 1
"""Measured: higher levels save a tenth of the bytes at twice the time."""

_MAGIC: Final = b"FLSN"
_HEADER: Final = len(_MAGIC) + 2 + len(FINGERPRINT)

type Row = Any
"""What JSON can hold; its shape is the encoder's and the decoder's business."""


class IncompatibleSnapshotError(FairleadError):
    """A snapshot is not one that this version can restore: too new, of another discord.py, or damaged."""

    code = "snapshot_incompatible"


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a snapshot.

    Attributes:
        name: Its name within the shard's snapshot.
        content: Its bytes; nothing when the piece is to be deleted.
    """

    name: str
    content: bytes | None


def pack(row: Row) -> bytes:
    """Return the bytes of a piece."""
    return _header() + zlib.compress(orjson.dumps(row), COMPRESSION_LEVEL)


def unpack(content: bytes) -> Row:
    """Return what a piece holds.

    Raises:
        IncompatibleSnapshotError: It was written by something else, or is damaged.
    """
    if len(content) < _HEADER or not content.startswith(_MAGIC):
        raise IncompatibleSnapshotError("These bytes are no piece of a snapshot.")
    if content[:_HEADER] != _header():
        version = int.from_bytes(content[len(_MAGIC) : len(_MAGIC) + 2])
        raise IncompatibleSnapshotError(
            f"The snapshot has version {version} of the format, for another discord.py perhaps.", version=version
        )
    stream = zlib.decompressobj()
    try:
        plain = stream.decompress(content[_HEADER:])
        if not stream.eof or stream.unused_data:
            raise IncompatibleSnapshotError("A piece of the snapshot is not whole.")
        return orjson.loads(plain)
    except (zlib.error, orjson.JSONDecodeError) as error:
        raise IncompatibleSnapshotError("A piece of the snapshot is damaged.", error=str(error)) from error


def _header() -> bytes:
    return _MAGIC + SNAPSHOT_VERSION.to_bytes(2) + FINGERPRINT

"""How Discord compresses what it sends to a bot."""

from enum import StrEnum


class Compression(StrEnum):
    """The compression of a gateway connection, by the gateway's own names.

    https://discord.com/developers/docs/events/gateway#transport-compression
    """

    NONE = "none"
    """Small frames come as text, large ones each compressed by itself."""
    ZLIB_STREAM = "zlib-stream"
    """One zlib stream for a connection."""
    ZSTD_STREAM = "zstd-stream"
    """One Zstandard stream for a connection."""

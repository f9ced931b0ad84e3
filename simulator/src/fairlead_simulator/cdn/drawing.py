"""Draws a picture from its hash: a pattern of squares that is the same on the left and on the right.

Source of the file's form: https://www.w3.org/TR/png-3/
"""

import struct
import zlib
from typing import Final

_SIDE: Final = 5
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_GROUND: Final = bytes((238, 243, 245))
_PALETTE_OF_ONE_BYTE: Final = (8, 3, 0, 0, 0)
"""Bits of a pixel, colours by palette, and the only compression, filter and order that need no further word."""


def drawn(picture: str, size: int) -> bytes:
    """Return the picture of a hash, as a PNG.

    Args:
        picture: The hash: hexadecimal digits, `a_` before them if the picture moves.
        size: Its width and height in pixels, an even number.
    """
    digits = bytes.fromhex(picture.removeprefix("a_"))
    colour = bytes(40 + digit % 160 for digit in digits[:3])
    pattern = int.from_bytes(digits[3:5])
    cells = [pattern >> place & 1 for place in range(_SIDE * (_SIDE // 2 + 1))]
    lines = (_line(cells, y * _SIDE // size, size) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, *_PALETTE_OF_ONE_BYTE)
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", _GROUND + colour),
            _chunk(b"IDAT", zlib.compress(b"".join(lines))),
            _chunk(b"IEND", b""),
        )
    )


def _line(cells: list[int], row: int, size: int) -> bytes:
    left = bytes(cells[row + _SIDE * (x * _SIDE // size)] for x in range(size // 2))
    return b"\0" + left + left[::-1]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

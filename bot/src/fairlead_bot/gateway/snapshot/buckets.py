"""Divides a guild's members, channels and the like over pieces of about the same size."""

from collections.abc import Iterator, Mapping
from typing import Final

ITEMS_IN_A_BUCKET: Final = 32
"""With twice as many, the most that lie in one, a bucket takes about a millisecond to encode."""
_SCANNED: Final = 16
"""With up to so many buckets, looking through all items for those of one costs less than remembering them."""


class Buckets:
    """Which items of one mapping lie in which piece; an item stays in its bucket until the mapping has doubled.

    Attributes:
        count: How many buckets there are.
    """

    __slots__ = ("_index", "count")

    def __init__(self, size: int) -> None:
        """Divide a mapping of a size."""
        self.count = 1
        self._index: list[set[int]] | None = None
        self.fit(size)

    def of(self, item_id: int) -> int:
        """Return the bucket of an item, which may be new."""
        # An id's upper bits are a time in milliseconds, its lower ones count within one.
        bucket = (item_id ^ item_id >> 22) % self.count
        if self._index is not None:
            self._index[bucket].add(item_id)
        return bucket

    def fit(self, size: int) -> bool:
        """Divide anew when the buckets have become too big; return whether they have."""
        if size <= 2 * ITEMS_IN_A_BUCKET * self.count:
            return False
        while size > ITEMS_IN_A_BUCKET * self.count:
            self.count *= 2
        self._index = None
        return True

    def items[T](self, mapping: Mapping[int, T], bucket: int) -> Iterator[tuple[int, T]]:
        """Return the items of a bucket."""
        if self.count <= _SCANNED:
            return ((key, item) for key, item in mapping.items() if self.of(key) == bucket)
        index = self._index
        if index is None:
            index = self._index = [set[int]() for _ in range(self.count)]
            for key in mapping:
                self.of(key)
        index[bucket] = {key for key in index[bucket] if key in mapping}
        return ((key, mapping[key]) for key in index[bucket])

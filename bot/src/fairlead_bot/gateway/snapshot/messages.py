"""A shard's part of the message cache, divided into pieces in the order of the messages."""

from collections.abc import Iterator
from typing import Any, Final

from fairlead_bot.gateway.snapshot.encoder import Encoder
from fairlead_bot.gateway.snapshot.piece import Row
from fairlead_bot.gateway.snapshot.references import Reference, find

MESSAGES_IN_A_SEGMENT: Final = 16
"""About a millisecond or two to encode."""


class Segment:
    """Messages that one piece holds.

    Attributes:
        ids: The messages, as they were last seen in the cache.
        references: What of the cache the piece points to; it is outdated when the cache has another object there.
    """

    __slots__ = ("ids", "references")

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.references: list[tuple[Reference, object]] = []

    def is_outdated(self, state: Any) -> bool:  # Any: its maps are private
        """Return whether something that the piece points to is gone, or was replaced."""
        return any(find(state, reference) is not value for reference, value in self.references)


class MessageSegments:
    """Follows which messages the cache has, and which segment each is in."""

    def __init__(self) -> None:
        self._segments = dict[int, Segment]()
        self._segment_of = dict[int, int]()
        self._next = 0

    def of(self, message_id: int) -> int | None:
        """Return the segment of a message, or nothing when it is not cached."""
        return self._segment_of.get(message_id)

    @property
    def numbers(self) -> list[int]:
        """The segments that there are, the oldest first."""
        return list(self._segments)

    def follow(self, state: Any, messages: list[Any]) -> Iterator[int]:
        """Compare with the messages that the cache has now, and return the segments that changed or are gone."""
        present = dict[int, list[int]]()
        for message in messages:
            number = self._segment_of.get(message.id)
            if number is None:
                number = self._place(message.id, present)
            present.setdefault(number, []).append(message.id)
        for number, segment in list(self._segments.items()):
            ids = present.get(number, [])
            changed = ids != segment.ids
            for gone in set(segment.ids).difference(ids):
                self._segment_of.pop(gone, None)
            segment.ids = ids
            if not ids:
                del self._segments[number]
            if changed or segment.is_outdated(state):
                yield number

    def encode(self, encoder: Encoder, number: int, messages: dict[int, Any]) -> Row:
        """Return what a segment's piece holds; nothing when the segment is gone."""
        segment = self._segments.get(number)
        if segment is None:
            return None
        rows = encoder.definitions(messages[message_id] for message_id in segment.ids if message_id in messages)
        segment.references = encoder.references
        return rows

    def _place(self, message_id: int, present: dict[int, list[int]]) -> int:
        """Put a new message into the last segment, or into a new one when that is full."""
        last = self._next - 1
        if last not in self._segments or len(present.get(last, ())) >= MESSAGES_IN_A_SEGMENT:
            last = self._next
            self._next += 1
            self._segments[last] = Segment()
        self._segment_of[message_id] = last
        return last

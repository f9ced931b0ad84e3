"""One session that is kept: what of it is written already, and what is not."""

import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from fairlead_bot.gateway.session import GatewaySession
from fairlead_bot.gateway.sessions.presence import PRESENCE_PIECE, ShardPresence
from fairlead_bot.gateway.snapshot import LAST_PIECE, Piece, ShardSnapshot

SLICE_SECONDS: Final = 0.002
"""After this long, in the thread's own time, the encoding of a snapshot pauses and writes.

With its last step it stays under ten milliseconds.
"""
SLICE_BYTES: Final = 256 * 1024
"""What one write to the store carries before it is sent, at least: a bigger one would hold Redis up."""


@dataclass(frozen=True, slots=True)
class Slice:
    """What is encoded at a time, without an event in between, and written together.

    Attributes:
        pieces: The pieces; without content a piece is gone.
        sequence: The session's sequence at that time.
    """

    pieces: Mapping[str, bytes | None]
    sequence: int


class KeptSession:
    """A session of a shard, and how far the store has it.

    Attributes:
        session: The session.
        snapshot: What of the shard's cache is yet to be written.
        presence: What the bot shows on the shard.
        begun: Whether the store has a record of the session.
        writes: How many writes to its snapshot the store has taken.
        written_at: When the last checkpoint was written, in monotonic seconds.
    """

    __slots__ = ("_presence", "begun", "presence", "session", "snapshot", "writes", "written_at")

    def __init__(self, session: GatewaySession, snapshot: ShardSnapshot, presence: ShardPresence, now: float) -> None:
        """Keep a session of which the store has nothing.

        Args:
            session: The session.
            snapshot: The snapshot of the shard's cache.
            presence: The shard's presence.
            now: The present, in monotonic seconds.
        """
        self.session = session
        self.snapshot = snapshot
        self.presence = presence
        self.begun = False
        self.writes = 0
        self.written_at = now
        self._presence = b""

    @property
    def dirty(self) -> bool:
        """Whether the snapshot that the store has is not that of the cache."""
        return self.snapshot.dirty or self.presence.encoded() != self._presence

    @property
    def written(self) -> bool:
        """Whether the store has all that is to be had of the session."""
        return self.begun and self.writes > 0 and self.session.checkpoint >= self.session.sequence and not self.dirty

    def forgotten(self) -> None:
        """Take the store for one that has nothing of the session: everything is to be written again."""
        self.begun = False
        self.session.renew_tag()
        self.writes = 0
        self.change_all()

    def change_all(self) -> None:
        """Have the whole snapshot encoded again."""
        self._presence = b""
        self.snapshot.change_all()

    def slices(self) -> Generator[Slice]:
        """Encode what has changed; events may be applied while the caller writes a slice.

        A caller that does not come to the end has written nothing that counts: all of it is encoded again.
        """
        presence, self._presence = self._presence, b""
        changes = self.snapshot.changed()
        written = self.presence.encoded()
        pieces: dict[str, bytes | None] = {} if written == presence else {PRESENCE_PIECE: written}
        while self._encode(changes, pieces):
            yield Slice(pieces, self.session.sequence)
            pieces = {}
        self._presence = written

    def _encode(self, changes: Iterator[tuple[Piece, ...]], into: dict[str, bytes | None]) -> bool:
        """Encode for as long as one slice may take; tell whether there is anything to write."""
        began, size = time.thread_time(), 0
        for pieces in changes:
            into.update((piece.name, piece.content) for piece in pieces)
            size += sum(len(piece.content or b"") for piece in pieces)
            full = size >= SLICE_BYTES or time.thread_time() - began >= SLICE_SECONDS
            if full or any(piece.name == LAST_PIECE for piece in pieces):
                break
        return bool(into)

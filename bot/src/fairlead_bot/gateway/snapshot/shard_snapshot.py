"""Encodes what changed of a shard's cache, a little at a time; together the pieces are the cache of one instant.

A round encodes in steps, and events are applied between them. What changes meanwhile is encoded again, until a step
ends with nothing left: all pieces are then true at once. That step also returns the shard's own piece, which names
the instant. Each piece has the number of its round in its name, so the pieces of the last whole round stay as they
are until that last write, which deletes them. A process that dies in the middle leaves the last whole round.
"""

import secrets
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

import discord

from fairlead_bot.gateway.snapshot.authors import WRITTEN, is_news
from fairlead_bot.gateway.snapshot.buckets import Buckets
from fairlead_bot.gateway.snapshot.encoder import Encoder
from fairlead_bot.gateway.snapshot.marks import EFFECTS, Content
from fairlead_bot.gateway.snapshot.messages import MessageSegments
from fairlead_bot.gateway.snapshot.naming import take_predecessor, versioned
from fairlead_bot.gateway.snapshot.parts import COLLECTIONS, GUILD_PARTS, Part, PieceKey, collection, encode_guild_part
from fairlead_bot.gateway.snapshot.piece import Piece, Row, pack
from fairlead_bot.gateway.snapshot.shard_cache import ShardCache

STEP_SECONDS: Final = 0.0015
"""A step ends with the piece that exceeds this; with that piece it stays under five milliseconds."""
_LONGEST_CHASE: Final = 4
"""A round that has encoded so many times what it began with ends in one step, however long that takes."""

_SHORT_CHASE: Final = 200
"""And so many pieces more."""

_SHARD: Final = PieceKey(Part.SHARD)
_PRIVATE: Final = PieceKey(Part.PRIVATE)
LAST_PIECE: Final = _SHARD.name
"""The piece that ends a round: it is in the last step. Who asks for another step says that this one is stored."""


class ShardSnapshot:
    """What of a shard's cache is yet to be written; at first everything is."""

    def __init__(self, client: discord.AutoShardedClient, shard_id: int, shard_count: int) -> None:
        self._cache = ShardCache(client, shard_id, shard_count)
        self._incarnation = secrets.token_hex(4)
        self._round = 0
        self._marks = dict[PieceKey, None]()
        self._buckets = dict[tuple[int, Part], Buckets]()
        self._messages = MessageSegments()
        self._cached_messages: dict[int, Any] | None = None
        self._private_ids: list[int] = []
        self._shown = self._cache.shown()
        # Names under which a piece may lie in the store; all but the newest are deleted at the end of a round.
        self._stored = dict[PieceKey, set[str]]()
        predecessor = take_predecessor(client, shard_id)
        self._sequence, self._foreign = predecessor.sequence, predecessor.names
        self.change_all()

    @property
    def dirty(self) -> bool:
        """Whether something is to be written."""
        return bool(self._marks) or self._private_ids != self._private_ids_now()

    def foresee(self, event: str, content: Content) -> None:
        """Note what an event that is about to be applied will change, where that cannot be told afterwards."""
        if event not in WRITTEN or "member" not in content:
            return
        guild = self._cache.guild(int(content["guild_id"]))
        if guild is not None and is_news(guild, content):
            self._mark(Part.MEMBERS, guild.id, (content["author"]["id"],))

    def observe(self, event: str, content: Content, sequence: int) -> None:
        """Note that an event was applied to the cache."""
        if event == "READY":
            # Another session counts from its own beginning.
            self._sequence = sequence
            self.change_all()
        # An event that the cache contained already may be applied again for its handlers' sake.
        self._sequence = max(sequence, self._sequence)
        effect = EFFECTS.get(event)
        if effect is None:
            return
        guild_id = int(content.get(effect.guild) or 0) if effect.touches else 0
        if guild_id:
            for touch in effect.touches:
                self._mark(touch.part, guild_id, None if touch.ids is None else touch.ids(content))
        elif effect.private:
            self._marks[_PRIVATE] = None
        if effect.shard:
            self._marks[_SHARD] = None
        if effect.messages is not None:
            for message_id in effect.messages(content):
                number = self._messages.of(int(message_id))
                self._marks[_SHARD if number is None else PieceKey(Part.MESSAGES, 0, number)] = None

    def change_all(self) -> None:
        """Have everything written again."""
        self._marks[_SHARD] = None
        for guild_id in {*self._cache.guild_ids(), *(key.guild_id for key in self._stored if key.guild_id)}:
            for part in GUILD_PARTS:
                self._mark(part, guild_id, None)
        for number in self._messages.numbers:
            self._marks[PieceKey(Part.MESSAGES, 0, number)] = None
        if self._cache.shard_id == 0:
            self._marks[_PRIVATE] = None

    def changed(self) -> Iterator[tuple[Piece, ...]]:
        """Encode what changed, step by step; events may be applied between the steps.

        Each step's pieces are to be stored in one atomic write, and the steps' in their order. A round counts once it
        is carried to its end, after the last step too; else, what it encoded is encoded again.
        """
        if not self.dirty:
            return
        self._round += 1
        limit = _LONGEST_CHASE * len(self._marks) + _SHORT_CHASE
        taken = dict[PieceKey, str | None]()
        whole = False
        try:
            while not whole:
                began, pieces = time.thread_time(), list[Piece]()
                self._cached_messages = None
                while self._marks or self._look():
                    if pieces and limit > 0 and time.thread_time() - began > STEP_SECONDS:
                        break
                    limit -= 1
                    pieces += self._encode_next(taken)
                else:
                    whole = True
                    pieces += self._end(taken)
                yield tuple(pieces)
        except BaseException:
            self._marks.update(dict.fromkeys(taken))
            raise
        self._keep(taken)

    def _mark(self, part: Part, guild_id: int, ids: Sequence[str | int] | None) -> None:
        """Have a part of a guild written again, or the buckets of some of its items."""
        if ids is not None and not ids:
            return
        if part not in COLLECTIONS:
            self._marks[PieceKey(part, guild_id)] = None
            return
        buckets = self._buckets_of(part, guild_id)
        touched = range(buckets.count) if ids is None else (buckets.of(int(item_id)) for item_id in ids)
        for bucket in touched:
            self._marks[PieceKey(part, guild_id, bucket)] = None

    def _buckets_of(self, part: Part, guild_id: int) -> Buckets:
        buckets = self._buckets.get((guild_id, part))
        if buckets is None:
            guild = self._cache.guild(guild_id)
            buckets = Buckets(0 if guild is None else len(collection(guild, part)))
            self._buckets[guild_id, part] = buckets
        return buckets

    def _look(self) -> bool:
        """Mark what changed without an event that says so; return whether anything is marked."""
        for number in self._messages.follow(self._cache.state, self._cache.messages()):
            self._marks[PieceKey(Part.MESSAGES, 0, number)] = None
        private_ids = self._private_ids_now()
        if private_ids != self._private_ids:
            self._private_ids = private_ids
            self._marks[_PRIVATE] = None
        shown = self._cache.shown()
        if shown != self._shown:
            # A presence that the bot gave itself lies in its own member of each guild.
            self._shown = shown
            for guild_id in self._cache.guild_ids():
                self._mark(Part.MEMBERS, guild_id, (self._cache.state.self_id,))
        return bool(self._marks)

    def _private_ids_now(self) -> list[int]:
        return [channel.id for channel in self._cache.private_channels()]

    def _encode_next(self, taken: dict[PieceKey, str | None]) -> Iterator[Piece]:
        """Encode one piece that is marked; note its name, or that it is gone."""
        key = next(iter(self._marks))
        del self._marks[key]
        taken[key] = None
        if key == _SHARD:
            return  # it is written last, in every round
        encoder = Encoder(self._cache.state, self._cache.shard_id, self._cache.shard_count)
        row = self._row(encoder, key)
        if row is not None:
            taken[key] = name = versioned(key, self._incarnation, self._round)
            self._stored.setdefault(key, set()).add(name)
            yield Piece(name, pack([self._sequence, row]))

    def _row(self, encoder: Encoder, key: PieceKey) -> Row:
        """Return what a piece holds now; nothing when there is no such piece."""
        if key.part is Part.PRIVATE:
            return encoder.definitions(self._cache.private_channels())
        if key.part is Part.MESSAGES:
            if self._cached_messages is None:
                self._cached_messages = {message.id: message for message in self._cache.messages()}
            return self._messages.encode(encoder, key.bucket, self._cached_messages)
        guild = self._cache.guild(key.guild_id)
        if guild is None:
            return None
        buckets = None
        if key.part in COLLECTIONS:
            buckets = self._buckets_of(key.part, key.guild_id)
            if buckets.fit(len(collection(guild, key.part))):
                self._mark(key.part, key.guild_id, None)
                return None
        return encode_guild_part(encoder, guild, key, buckets)

    def _end(self, taken: dict[PieceKey, str | None]) -> Iterator[Piece]:
        """Return the shard's own piece, which makes a round valid, and the deletion of what the round replaced."""
        state = self._cache.state
        encoder = Encoder(state, self._cache.shard_id, self._cache.shard_count)
        bot = [
            None if state.user is None else encoder.definition(state.user),
            *map(encoder.encode, (state.application_id, state.application_flags, state._status, state._activity)),  # noqa: SLF001
        ]
        yield Piece(_SHARD.name, pack([self._sequence, self._incarnation, self._round, bot]))
        for key, name in taken.items():
            for old in self._stored.get(key, ()):
                if old != name:
                    yield Piece(old, None)
        for old in self._foreign:
            yield Piece(old, None)

    def _keep(self, taken: dict[PieceKey, str | None]) -> None:
        """Note what a whole round left in the store."""
        self._foreign = frozenset()
        for key, name in taken.items():
            if name is not None:
                self._stored[key] = {name}
            else:
                self._stored.pop(key, None)
            if key.part is Part.BASE and name is None:
                for part in COLLECTIONS:
                    self._buckets.pop((key.guild_id, part), None)

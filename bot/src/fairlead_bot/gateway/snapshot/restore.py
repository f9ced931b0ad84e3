"""Puts a snapshot's objects into discord.py's cache."""

import asyncio
import heapq
import time
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, Final

import discord

from fairlead_bot.gateway.snapshot.ages import SnapshotAges
from fairlead_bot.gateway.snapshot.classes import ATTRIBUTES, RECORDED
from fairlead_bot.gateway.snapshot.decoder import Decoder, RestoredObjects
from fairlead_bot.gateway.snapshot.naming import Predecessor, leave_predecessor, parse_versioned
from fairlead_bot.gateway.snapshot.parts import GUILD_PARTS, Part, PieceKey, decode_guild_part
from fairlead_bot.gateway.snapshot.piece import IncompatibleSnapshotError, Row, unpack
from fairlead_bot.gateway.snapshot.shard_cache import ShardCache

SLICE_SECONDS: Final = 0.002
"""After this long other tasks get their turn; the longest single piece takes about two milliseconds more."""

_SHARD: Final = PieceKey(Part.SHARD)
_ORDER: Final = {part: index for index, part in enumerate((*GUILD_PARTS, Part.PRIVATE, Part.MESSAGES))}


async def restore(
    client: discord.AutoShardedClient, shard_id: int, shard_count: int, pieces: Mapping[str, bytes]
) -> SnapshotAges:
    """Restore a shard's part of the cache; other tasks run in between.

    Raises:
        IncompatibleSnapshotError: Too new, of another discord.py, or damaged. The cache is as it was.
    """
    cache = ShardCache(client, shard_id, shard_count)
    restoring = _Restoring(cache, pieces)
    began = time.thread_time()
    for _ in restoring.steps():
        if time.thread_time() - began > SLICE_SECONDS:
            await asyncio.sleep(0)
            began = time.thread_time()
    names = frozenset(pieces) - {_SHARD.name}
    leave_predecessor(client, shard_id, Predecessor(restoring.sequence, names))
    return SnapshotAges(restoring.sequence)


class _Restoring:
    """One shard's snapshot on its way into the cache.

    Attributes:
        sequence: The last event that the snapshot contains.
    """

    def __init__(self, cache: ShardCache, pieces: Mapping[str, bytes]) -> None:
        self._cache = cache
        self._pieces = pieces
        self._objects = RestoredObjects(cache.state)
        self._private: list[Any] = []
        self._messages: list[Any] = []
        self._bot: list[Any] = []
        self.sequence = 0

    def steps(self) -> Iterator[None]:
        """Decode everything apart from the cache, then install it.

        Raises:
            IncompatibleSnapshotError: as above, before anything is installed.
        """
        try:
            yield from self._decode()
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise IncompatibleSnapshotError("The snapshot's pieces do not fit together.", error=repr(error)) from error
        yield from self._install()

    def _decode(self) -> Iterator[None]:
        if _SHARD.name not in self._pieces:
            raise IncompatibleSnapshotError("The snapshot has never been whole.")
        self.sequence, incarnation, last_round, bot = unpack(self._pieces[_SHARD.name])
        self._decode_bot(bot)
        valid = self._valid(incarnation, last_round)
        for key in valid:
            if key.part is Part.BASE:
                self._objects.expect_guild(key.guild_id)
        yield
        for key in sorted(valid, key=lambda key: (_ORDER[key.part], key.bucket)):
            sequence, row = unpack(self._pieces[valid[key]])
            self._decode_piece(Decoder(self._objects, sequence), key, row)
            yield

    def _valid(self, incarnation: str, last_round: int) -> dict[PieceKey, str]:
        """Return the name of each piece that belongs to the last whole round, or to one before that it kept."""
        newest = dict[PieceKey, tuple[int, str]]()
        for name in self._pieces:
            if name == _SHARD.name:
                continue
            key, written_by, number = parse_versioned(name)
            if written_by == incarnation and number <= last_round:
                newest[key] = max(newest.get(key, (0, "")), (number, name))
        return {key: name for key, (_, name) in newest.items()}

    def _decode_bot(self, bot: Row) -> None:
        decoder = Decoder(self._objects, self.sequence)
        user, *others = bot
        own = decoder.decode(user)
        if self._objects.bot_user is None:
            self._objects.bot_user = own
        self._bot = [own, *map(decoder.decode, others)]

    def _decode_piece(self, decoder: Decoder, key: PieceKey, row: Row) -> None:
        match key.part:
            case Part.PRIVATE:
                self._private = [decoder.decode(item) for item in row]
                self._objects.private_channels.update((channel.id, channel) for channel in self._private)
            case Part.MESSAGES:
                self._messages += (decoder.decode(item) for item in row)
            case _:
                decode_guild_part(decoder, self._objects.guilds[key.guild_id], key.part, row)

    def _install(self) -> Iterator[None]:
        """Put what was decoded into the cache; nothing can fail any more."""
        state = self._cache.state
        self._install_bot()
        for guild in self._objects.guilds.values():
            state._add_guild(guild)  # noqa: SLF001
            state._stickers.update((sticker.id, sticker) for sticker in guild.stickers)  # noqa: SLF001
            yield
        state._emojis.update(self._objects.emojis)  # noqa: SLF001
        for channel in self._private:
            state._add_private_channel(channel)  # noqa: SLF001
        if state._messages is not None and self._messages:  # noqa: SLF001
            # Message ids are in the order of time over all shards; of each shard the order stays as it was.
            merged = heapq.merge(state._messages, self._messages, key=lambda message: message.id)  # noqa: SLF001
            state._messages = deque(merged, maxlen=state.max_messages)  # noqa: SLF001

    def _install_bot(self) -> None:
        state = self._cache.state
        own, application_id, application_flags, state._status, state._activity = self._bot  # noqa: SLF001
        if state.application_id is None:
            state.application_id, state.application_flags = application_id, application_flags
        user = self._objects.bot_user
        if own is None or state._users.get(user.id) is user:  # noqa: SLF001
            return  # another shard's READY or snapshot told of the bot
        for name in _BOT_USER_ATTRIBUTES:
            setattr(user, name, getattr(own, name))
        state.user = state._users[user.id] = user  # noqa: SLF001


_BOT_USER_ATTRIBUTES: Final = ATTRIBUTES[RECORDED.index(discord.ClientUser)]

"""The parts of a guild that have pieces of their own: what seldom changes is not written with what often does."""

from collections.abc import Callable
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from fairlead_bot.gateway.snapshot.buckets import Buckets
from fairlead_bot.gateway.snapshot.decoder import Decoder
from fairlead_bot.gateway.snapshot.encoder import Encoder
from fairlead_bot.gateway.snapshot.piece import Row


class Part(StrEnum):
    """What a piece is about."""

    BASE = "base"
    """A guild's own attributes, stages, scheduled events and sounds."""
    ROLES = "roles"
    CHANNELS = "channels"
    THREADS = "threads"
    EXPRESSIONS = "expressions"
    """Emojis and stickers."""
    MEMBERS = "members"
    VOICE = "voice"
    RECENT = "recent"
    """What nearly every event changes: the number of members and each channel's last message."""
    PRIVATE = "private"
    """The private channels."""
    MESSAGES = "messages"
    SHARD = "shard"
    """The bot itself and the sequence of the whole; it makes all other pieces valid."""


class PieceKey(NamedTuple):
    """What a piece is about, precisely.

    Attributes:
        part: The part.
        guild_id: The guild, or 0.
        bucket: Which of several pieces of that part.
    """

    part: Part
    guild_id: int = 0
    bucket: int = 0

    @property
    def name(self) -> str:
        """The piece's name, without the round in which it was written."""
        return f"guild:{self.guild_id}:{self.part}:{self.bucket}" if self.guild_id else f"{self.part}:{self.bucket}"

    @classmethod
    def parse(cls, name: str) -> "PieceKey":
        """Return the key of a name.

        Raises:
            ValueError: It is no piece's name.
        """
        fields = name.split(":")
        if fields[0] == "guild" and len(fields) == _FIELDS_OF_A_GUILD:
            return cls(Part(fields[2]), int(fields[1]), int(fields[3]))
        part, bucket = fields
        return cls(Part(part), 0, int(bucket))


COLLECTIONS: Final = MappingProxyType(
    {
        Part.ROLES: "_roles",
        Part.CHANNELS: "_channels",
        Part.THREADS: "_threads",
        Part.MEMBERS: "_members",
        Part.VOICE: "_voice_states",
    }
)
"""Where a guild has the items of the parts that are divided into buckets."""

GUILD_PARTS: Final = (
    Part.BASE,
    Part.ROLES,
    Part.CHANNELS,
    Part.THREADS,
    Part.EXPRESSIONS,
    Part.MEMBERS,
    Part.VOICE,
    Part.RECENT,
)
"""A guild's parts in the order in which they are restored: what others point to comes first."""

_FIELDS_OF_A_GUILD: Final = 4


def collection(guild: Any, part: Part) -> dict[int, Any]:  # Any: the maps of discord.py's guild are private
    """Return where a guild has the items of a part."""
    items: dict[int, Any] = getattr(guild, COLLECTIONS[part])
    return items


def encode_guild_part(encoder: Encoder, guild: Any, key: PieceKey, buckets: Buckets | None) -> Row:
    """Return what a piece of a guild holds; nothing where it would be empty."""
    match key.part:
        case Part.BASE:
            return encoder.definition(guild)
        case Part.EXPRESSIONS:
            if not guild.emojis and not guild.stickers:
                return None
            return [encoder.definitions(guild.emojis), encoder.definitions(guild.stickers)]
        case Part.RECENT:
            return [guild._member_count, _last_messages(guild)]  # noqa: SLF001
        case _:
            mapping = collection(guild, key.part)
            items = mapping.items() if buckets is None else buckets.items(mapping, key.bucket)
            return [[item_id, encoder.definition(item)] for item_id, item in items] or None


def decode_guild_part(decoder: Decoder, guild: Any, part: Part, row: Row) -> None:
    """Give a restored guild what a piece holds."""
    _DECODE.get(part, _decode_collection)(decoder, guild, part, row)


def _last_messages(guild: Any) -> list[int]:
    """Return the ids of channels and their last messages in turn."""
    last = list[int]()
    for mapping in (guild._channels, guild._threads):  # noqa: SLF001
        for channel_id, channel in mapping.items():
            if (message_id := getattr(channel, "last_message_id", None)) is not None:
                last += (channel_id, message_id)
    return last


def _decode_base(decoder: Decoder, guild: Any, part: Part, row: Row) -> None:
    del part
    decoder.fill(guild, row)


def _decode_expressions(decoder: Decoder, guild: Any, part: Part, row: Row) -> None:
    del part
    guild.emojis = tuple(decoder.decode(item) for item in row[0])
    guild.stickers = tuple(decoder.decode(item) for item in row[1])
    decoder.objects.emojis.update((emoji.id, emoji) for emoji in guild.emojis)


def _decode_recent(decoder: Decoder, guild: Any, part: Part, row: Row) -> None:
    del decoder, part
    guild._member_count, last = row  # noqa: SLF001
    ids = iter(last)
    for channel_id, message_id in zip(ids, ids, strict=True):
        channel = guild._channels.get(channel_id) or guild._threads[channel_id]  # noqa: SLF001
        channel.last_message_id = message_id


def _decode_collection(decoder: Decoder, guild: Any, part: Part, row: Row) -> None:
    mapping = collection(guild, part)
    for item_id, item in row:
        mapping[item_id] = decoder.decode(item)


_DECODE: Final[MappingProxyType[Part, Callable[[Decoder, Any, Part, Row], None]]] = MappingProxyType(
    {Part.BASE: _decode_base, Part.EXPRESSIONS: _decode_expressions, Part.RECENT: _decode_recent}
)

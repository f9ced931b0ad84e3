"""Makes objects of discord.py from rows, without its constructors, which would need Discord's own payloads."""

import array
import datetime as dt
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

import discord
from discord.enums import try_enum
from discord.utils import MISSING, SnowflakeList

from fairlead_bot.gateway.snapshot.classes import ATTRIBUTES, ENUMS, RECORDED
from fairlead_bot.gateway.snapshot.piece import Row
from fairlead_bot.gateway.snapshot.references import FIRST_CLASS, MAPS, Code

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_COLLECTIONS: Final = ("_members", "_channels", "_roles", "_threads", "_voice_states")


class RestoredObjects:
    """What the pieces of one snapshot have in common while they are decoded.

    Attributes:
        state: discord.py's state, which every object points to.
        guilds: The snapshot's guilds; some are not filled in yet.
        emojis: Its emojis.
        private_channels: Its private channels.
        bot_user: The bot's own user.
    """

    def __init__(self, discord_state: Any) -> None:  # Any: its maps are private
        self.state = discord_state
        self.guilds = dict[int, Any]()
        self.emojis = dict[int, Any]()
        self.private_channels = dict[int, Any]()
        self.bot_user: Any = discord_state.user
        self._users = dict[int, tuple[int, Any]]()

    def expect_guild(self, guild_id: int) -> None:
        """Make an empty guild, so that what is in it can point to it."""
        guild: Any = discord.Guild.__new__(discord.Guild)
        guild.id, guild._state, guild.emojis, guild.stickers = guild_id, self.state, (), ()  # noqa: SLF001
        for name in _COLLECTIONS:
            setattr(guild, name, {})
        self.guilds[guild_id] = guild

    def guild(self, guild_id: int) -> Any:
        """Return a guild of the snapshot, else of the cache, else one of which nothing but the id is known."""
        found = self.guilds.get(guild_id) or self.state._guilds.get(guild_id)  # noqa: SLF001
        return found or self.state._get_or_create_unavailable_guild(guild_id)  # noqa: SLF001

    def shared_user(self, decoded: Any, sequence: int) -> Any:
        """Return the one object of a user, as it was at the last sequence that a piece has it from.

        A user that is cached already stays as it is: another shard's events told of it, and what this shard's events
        said since comes with the replay. discord.py's map forgets a user that nobody holds, so the cache is not
        changed by a snapshot that turns out to be damaged.
        """
        known_at, user = self._users.get(decoded.id, (-1, None))
        if user is None:
            cached = self.state._users.get(decoded.id)  # noqa: SLF001
            user = self.state._users[decoded.id] = cached or decoded  # noqa: SLF001
            self._users[decoded.id] = (sequence if cached is None else -1, user)
            return user
        if -1 < known_at < sequence:
            for name in _USER_ATTRIBUTES:
                setattr(user, name, getattr(decoded, name))
            self._users[decoded.id] = (sequence, user)
        return user


class Decoder:
    """Decodes the rows of one piece."""

    def __init__(self, objects: RestoredObjects, sequence: int) -> None:
        """Begin with a piece that was written at a sequence."""
        self.objects = objects
        self.sequence = sequence
        self.seen = list[Any]()

    def decode(self, row: Row) -> Any:  # Any: what discord.py caches
        """Return what a row stands for.

        Raises:
            LookupError: The row is damaged; so with the next two.
            TypeError: As above.
            ValueError: As above.
        """
        if row.__class__ is not list:
            return row
        code = row[0]
        if code < FIRST_CLASS:
            return _METHODS[code](self, row)
        made = RECORDED[code - FIRST_CLASS]
        value = made.__new__(made)
        self.seen.append(value)
        for name, item in zip(ATTRIBUTES[code - FIRST_CLASS], row[1:], strict=True):
            if item.__class__ is not list:
                setattr(value, name, item)
            elif item[0] != Code.UNSET:
                setattr(value, name, self.decode(item))
        return value

    def fill(self, value: object, row: Row) -> None:
        """Give an object that is there already the attributes of a row."""
        self.seen.append(value)
        for name, item in zip(ATTRIBUTES[row[0] - FIRST_CLASS], row[1:], strict=True):
            setattr(value, name, self.decode(item))


def _list(decoder: Decoder, row: Row) -> list[Any]:
    return [decoder.decode(item) for item in row[1:]]


def _tuple(decoder: Decoder, row: Row) -> tuple[Any, ...]:
    return tuple(_list(decoder, row))


def _dict(decoder: Decoder, row: Row) -> dict[Any, Any]:
    keys_and_items = iter(_list(decoder, row))
    return dict(zip(keys_and_items, keys_and_items, strict=True))


def _time(decoder: Decoder, row: Row) -> dt.datetime:
    del decoder
    value = row[1]
    if isinstance(value, str):
        return dt.datetime.fromisoformat(value)
    return _EPOCH + dt.timedelta(microseconds=value)


def _duration(decoder: Decoder, row: Row) -> dt.timedelta:
    del decoder
    return dt.timedelta(microseconds=row[1])


def _snowflakes(decoder: Decoder, row: Row) -> "SnowflakeList":
    del decoder
    return SnowflakeList(row[1:], is_sorted=True)


def _integers(decoder: Decoder, row: Row) -> "array.array[int]":
    del decoder
    return array.array("Q", row[1:])


def _enum(decoder: Decoder, row: Row) -> Any:
    return try_enum(ENUMS[row[1]], decoder.decode(row[2]))


def _again(decoder: Decoder, row: Row) -> Any:
    return decoder.seen[row[1]]


def _guild(decoder: Decoder, row: Row) -> Any:
    return decoder.objects.guild(row[1])


def _in_guild(decoder: Decoder, row: Row) -> Any:
    return getattr(decoder.objects.guilds[row[1]], MAPS[row[0]])[row[2]]


def _emoji(decoder: Decoder, row: Row) -> Any:
    return decoder.objects.emojis[row[2]]


def _private_channel(decoder: Decoder, row: Row) -> Any:
    return decoder.objects.private_channels[row[2]]


def _shared_user(decoder: Decoder, row: Row) -> Any:
    shared = decoder.objects.shared_user(decoder.decode(row[1]), decoder.sequence)
    if row[1][0] != Code.AGAIN:
        decoder.seen[-1] = shared  # a user's row has no other objects in it
    return shared


def _constant(value: Callable[[Decoder], Any]) -> "_Method":
    return lambda decoder, _row: value(decoder)


type _Method = Callable[[Decoder, Row], Any]

_USER_ATTRIBUTES: Final = ATTRIBUTES[RECORDED.index(discord.User)]

_METHODS: Final[MappingProxyType[int, _Method]] = MappingProxyType(
    {
        Code.LIST: _list,
        Code.TUPLE: _tuple,
        Code.DICT: _dict,
        Code.TIME: _time,
        Code.MICROSECONDS: _duration,
        Code.SNOWFLAKES: _snowflakes,
        Code.INTEGERS: _integers,
        Code.ENUM: _enum,
        Code.BYTES: lambda _decoder, row: bytes.fromhex(row[1]),
        Code.AGAIN: _again,
        Code.STATE: _constant(lambda decoder: decoder.objects.state),
        Code.HTTP: _constant(lambda decoder: decoder.objects.state.http),
        Code.GUILD: _guild,
        **dict.fromkeys(MAPS, _in_guild),
        Code.EMOJI: _emoji,
        Code.SHARED_USER: _shared_user,
        Code.BOT_USER: _constant(lambda decoder: decoder.objects.bot_user),
        Code.PRIVATE_CHANNEL: _private_channel,
        Code.CLASS: lambda _decoder, row: RECORDED[row[1]],
        Code.MISSING: _constant(lambda _decoder: MISSING),
    }
)

"""Turns objects of the cache into rows of JSON.

What JSON has itself stands for itself. Everything else is an array whose first item says what it is: an object of a
recorded class with its attributes, another kind of value, or a reference to what the cache has elsewhere.
"""

import array
import datetime as dt
from collections.abc import Callable, Iterable
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final

import discord
from discord import channel, state, threads, user
from discord.http import HTTPClient
from discord.utils import MISSING, SnowflakeList

from fairlead_bot.gateway.snapshot.classes import ATTRIBUTES, ENUMS, RECORDED
from fairlead_bot.gateway.snapshot.piece import Row
from fairlead_bot.gateway.snapshot.references import FIRST_CLASS, Code, Reference, find
from fairlead_shared.fleet.layout import shard_of_guild

_PLAIN: Final = frozenset({type(None), bool, int, float, str})
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)

_CODES: Final = MappingProxyType({recorded: FIRST_CLASS + index for index, recorded in enumerate(RECORDED)})
_GETTERS: Final = tuple(attrgetter(*names, "__class__") for names in ATTRIBUTES)  # one more, so that it returns a tuple
_ENUM_CODES: Final = MappingProxyType({enumeration: index for index, enumeration in enumerate(ENUMS)})


class _Unset:
    """Stands for an attribute that has not been set."""


_UNSET: Final = _Unset()


class Encoder:
    """Encodes the objects of one piece.

    An object that occurs again in the same piece is written once. What the cache has in a place of its own is
    written as a reference to it, unless it is asked for by `definition`: then this piece is that place.

    Attributes:
        state: discord.py's state, whose maps are private.
        references: What was written as a reference; it holds as long as the cache has the same object there.
    """

    def __init__(self, discord_state: Any, shard_id: int, shard_count: int) -> None:  # Any: its maps are private
        self.state = discord_state
        self._shard_id = shard_id
        self._shard_count = shard_count
        self._seen = dict[int, int]()
        self.references = list[tuple[Reference, object]]()

    def encode(self, value: Any) -> Row:  # Any: what discord.py caches
        """Return a value's row.

        Raises:
            TypeError: It is of a class that the table does not have.
        """
        if value.__class__ in _PLAIN:
            return value
        return (_METHODS.get(value.__class__) or _method_of(value))(self, value)

    def definition(self, value: object) -> Row:
        """Return the row of an object itself, where a reference to it would be written elsewhere."""
        code = _CODES.get(type(value)) or _code_of(value)
        seen = self._seen.get(id(value))
        if seen is not None:
            return [Code.AGAIN, seen]
        self._seen[id(value)] = len(self._seen)
        try:
            values = _GETTERS[code - FIRST_CLASS](value)[:-1]
        except AttributeError:
            values = tuple(getattr(value, name, _UNSET) for name in ATTRIBUTES[code - FIRST_CLASS])
        encode = self.encode
        return [code, *(item if item.__class__ in _PLAIN else encode(item) for item in values)]

    def definitions(self, values: Iterable[object]) -> list[Row]:
        """Return the rows of several objects themselves."""
        return [self.definition(value) for value in values]

    def refer(self, reference: Reference, value: object) -> Row:
        """Return a reference to an object, or its own row where the cache has another one, or none, in that place."""
        code, guild_id, own_id = reference
        owned = code == Code.PRIVATE_CHANNEL or shard_of_guild(guild_id, self._shard_count) == self._shard_id
        if id(value) in self._seen or not owned or find(self.state, reference) is not value:
            return self.definition(value)
        self.references.append((reference, value))
        return [code, guild_id, own_id]


def _guild(_: Encoder, value: Any) -> Row:
    return [Code.GUILD, value.id]


def _in_guild(encoder: Encoder, code: Code, value: Any) -> Row:
    if value.guild is None:
        return encoder.definition(value)  # a message of a guild that is not cached
    return encoder.refer((code, value.guild.id, value.id), value)


def _channel(encoder: Encoder, value: Any) -> Row:
    return _in_guild(encoder, Code.CHANNEL, value)


def _thread(encoder: Encoder, value: Any) -> Row:
    return _in_guild(encoder, Code.THREAD, value)


def _member(encoder: Encoder, value: Any) -> Row:
    return _in_guild(encoder, Code.MEMBER, value)


def _role(encoder: Encoder, value: Any) -> Row:
    return _in_guild(encoder, Code.ROLE, value)


def _emoji(encoder: Encoder, value: Any) -> Row:
    return encoder.refer((Code.EMOJI, value.guild_id, value.id), value)


def _private_channel(encoder: Encoder, value: Any) -> Row:
    return encoder.refer((Code.PRIVATE_CHANNEL, 0, value.id), value)


def _user(encoder: Encoder, value: Any) -> Row:
    if value is encoder.state.user:
        return [Code.BOT_USER]
    row = encoder.definition(value)
    shared = encoder.state._users.get(value.id) is value  # noqa: SLF001
    return [Code.SHARED_USER, row] if shared else row


def _list(encoder: Encoder, value: list[Any]) -> Row:
    return [Code.LIST, *map(encoder.encode, value)]


def _enum(encoder: Encoder, value: Any) -> Row:
    return [Code.ENUM, _ENUM_CODES[value._actual_enum_cls_], encoder.encode(value.value)]


def _tuple(encoder: Encoder, value: tuple[Any, ...]) -> Row:
    return [Code.TUPLE, *map(encoder.encode, value)]


def _dict(encoder: Encoder, value: dict[Any, Any]) -> Row:
    row: list[Row] = [Code.DICT]
    for key, item in value.items():
        row += (encoder.encode(key), encoder.encode(item))
    return row


def _time(_: Encoder, value: dt.datetime) -> Row:
    if value.tzinfo is not dt.UTC:
        return [Code.TIME, value.isoformat()]
    return [Code.TIME, (value - _EPOCH) // _MICROSECOND]


def _duration(_: Encoder, value: dt.timedelta) -> Row:
    return [Code.MICROSECONDS, value // _MICROSECOND]


def _snowflakes(_: Encoder, value: "SnowflakeList") -> Row:
    return [Code.SNOWFLAKES, *value]


def _integers(_: Encoder, value: "array.array[int]") -> Row:
    return [Code.INTEGERS, *value]


def _bytes(_: Encoder, value: bytes) -> Row:
    return [Code.BYTES, value.hex()]


def _type(_: Encoder, value: type[Any]) -> Row:
    return [Code.CLASS, _CODES[value] - FIRST_CLASS]


def _constant(_: Encoder, value: object) -> Row:
    return [Code.UNSET if value is _UNSET else Code.MISSING]


def _discord_state(_: Encoder, value: object) -> Row:
    del value
    return [Code.STATE]


def _http(_: Encoder, value: object) -> Row:
    del value
    return [Code.HTTP]


type _Method = Callable[[Encoder, Any], Row]

_METHODS: Final[dict[type[Any], _Method]] = {  # filled with subclasses as they are met
    **dict.fromkeys(RECORDED, Encoder.definition),
    discord.Guild: _guild,
    **dict.fromkeys(
        (
            discord.TextChannel,
            discord.VoiceChannel,
            discord.StageChannel,
            discord.CategoryChannel,
            discord.ForumChannel,
        ),
        _channel,
    ),
    threads.Thread: _thread,
    discord.Member: _member,
    discord.Role: _role,
    discord.Emoji: _emoji,
    channel.DMChannel: _private_channel,
    channel.GroupChannel: _private_channel,
    discord.User: _user,
    user.ClientUser: _user,
    list: _list,
    tuple: _tuple,
    dict: _dict,
    dt.datetime: _time,
    dt.timedelta: _duration,
    SnowflakeList: _snowflakes,
    array.array: _integers,
    bytes: _bytes,
    type: _type,
    type(_UNSET): _constant,
    type(MISSING): _constant,
    state.ConnectionState: _discord_state,
    HTTPClient: _http,
}


def _method_of(value: Any) -> _Method:
    """Find how a value of a class that was not met before is encoded, and remember it.

    Raises:
        TypeError: The table has none of its classes.
    """
    met = type(value)
    if hasattr(met, "_actual_enum_cls_"):
        method: _Method = _enum
    else:
        known = next((parent for parent in met.__mro__[:-1] if parent in _METHODS), None)
        if known is None:
            raise TypeError(f"The cache holds an object of {met.__module__}.{met.__qualname__}, which no row can hold.")
        method = _METHODS[known]
    _METHODS[met] = method
    return method


def _code_of(value: object) -> int:
    """Return the code of the recorded class that an object's class is derived from.

    Raises:
        TypeError: There is none.
    """
    for parent in type(value).__mro__:
        if parent in _CODES:
            return _CODES[parent]
    raise TypeError(f"No row can hold an object of {type(value).__qualname__}.")

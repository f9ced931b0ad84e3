"""Types of fields that name something of a guild, for which a form offers what the guild has.

An id is an ``int`` in Python, as discord.py takes it, and a string of digits in JSON: JavaScript has no integer that is
large enough. Whether there is such a channel, role or member is not checked, since it may be gone a moment later.

Source: https://discord.com/developers/docs/reference#snowflakes
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, GetJsonSchemaHandler, PlainSerializer, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

KINDS: Final = "x-channel-kinds"
"""What a schema calls the kinds of channels that may be chosen."""
_LARGEST: Final = 2**63 - 1
_FORM: Final = re.compile(r"[1-9][0-9]{0,18}")
_REFUSAL: Final = f"must be the id of something on Discord: a string of digits from 1 to {_LARGEST}"

_WRITTEN: Final = PlainSerializer(str, return_type=str, when_used="json")


class ChannelKind(StrEnum):
    """Kinds of channels that a guild lists; threads are none of them.

    Source: https://discord.com/developers/docs/resources/channel#channel-object-channel-types
    """

    TEXT = "text"
    ANNOUNCEMENT = "announcement"
    VOICE = "voice"
    STAGE = "stage"
    FORUM = "forum"
    MEDIA = "media"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True, init=False)
class Kinds:
    """Says which kinds of channels a form offers, as in ``Annotated[ChannelId, Kinds(ChannelKind.VOICE)]``."""

    kinds: tuple[ChannelKind, ...]

    def __init__(self, *kinds: ChannelKind) -> None:
        object.__setattr__(self, "kinds", kinds)

    def __get_pydantic_json_schema__(self, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Add the kinds to the schema of the id."""
        return {**handler(core_schema), KINDS: [kind.value for kind in self.kinds]}


def _parse(value: object) -> int:
    """Read an id; it is a number as a default, or where a field that was an ``int`` before stored it."""
    number = int(value) if isinstance(value, str) and _FORM.fullmatch(value) else value
    if type(number) is not int or not 1 <= number <= _LARGEST:
        raise ValueError(_REFUSAL)
    return number


def _schema(kind: str) -> WithJsonSchema:
    schema: dict[str, Any] = {"type": "string", "format": kind, "pattern": "^[1-9][0-9]{0,18}$", "maxLength": 19}
    return WithJsonSchema(schema)


ChannelId = Annotated[int, BeforeValidator(_parse), _WRITTEN, _schema("discord-channel")]
"""A channel of the guild; a form offers all but categories unless `Kinds` says which."""
RoleId = Annotated[int, BeforeValidator(_parse), _WRITTEN, _schema("discord-role")]
"""A role of the guild; the role of everyone has the guild's id."""
MemberId = Annotated[int, BeforeValidator(_parse), _WRITTEN, _schema("discord-member")]
"""A member of the guild."""

"""Discord's ids, which are strings in JSON: JavaScript has no integer that is large enough.

Source: https://discord.com/developers/docs/reference#snowflakes
"""

import re
from typing import Annotated, Final

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

LARGEST: Final = 2**63 - 1
"""The largest id that PostgreSQL's BIGINT, and Discord, have."""
_FORM: Final = re.compile(r"[1-9][0-9]{0,18}")


def parse_snowflake(value: object) -> int:
    """Read an id.

    Raises:
        ValueError: It is not the decimal text of a number from 1 to 2^63-1, without a sign or leading zeros.
    """
    text = value.strip() if isinstance(value, str) else ""
    if not isinstance(value, str) or text != value or not _FORM.fullmatch(text) or int(text) > LARGEST:
        raise ValueError(f"must be the id of something on Discord: a string of digits from 1 to {LARGEST}")
    return int(text)


Snowflake = Annotated[
    int,
    BeforeValidator(parse_snowflake),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {"type": "string", "pattern": "^[1-9][0-9]{0,18}$", "maxLength": 19, "examples": ["175928847299117063"]}
    ),
]
"""An id in a path, a query or a body; an `int` in Python, a string in JSON."""

"""JSON values as types, and the one encoder and decoder of the simulator."""

import orjson

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None
"""Whatever a JSON text can say."""

type JsonObject = dict[str, Json]
"""A JSON object; every payload of Discord is one."""


def encode(value: Json) -> bytes:
    """Encode a value as compact UTF-8 JSON."""
    return orjson.dumps(value)


def decode(raw: bytes | str) -> Json:
    """Decode a JSON text.

    Raises:
        ValueError: The text is not JSON.
    """
    value: Json = orjson.loads(raw)
    return value

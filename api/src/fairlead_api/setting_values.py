"""The forms of values that only the API's settings have."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode

from fairlead_api.rate_limits.rate import Rate, parse_rate
from fairlead_api.snowflake import parse_snowflake

SECRET_LENGTH = 32
"""How long a secret of our own has to be, in characters."""


def origin_of(address: str) -> str:
    """Return scheme, host and port of an address, as a browser's ``Origin`` header has them (RFC 6454)."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _user_ids(value: object) -> object:
    try:
        return (
            frozenset(parse_snowflake(part.strip()) for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )
    except ValueError as error:
        raise ValueError("must be a comma list of Discord user ids") from error


def _origins(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or value.lower().rstrip("/") != origin_of(value):
            raise ValueError("must be a comma list of origins such as https://dashboard.example, without a path or *")
    return tuple(origin_of(value) for value in values)


def _rate(value: object) -> object:
    return parse_rate(value) if isinstance(value, str) else value


def _long_enough(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value().strip()) < SECRET_LENGTH:
        raise ValueError(f"must have {SECRET_LENGTH} characters or more")
    return value


def _not_empty(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().strip():
        raise ValueError("is empty")
    return value


UserIds = Annotated[frozenset[int], NoDecode, BeforeValidator(_user_ids)]
Origins = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_origins)]
Rates = Annotated[Rate, NoDecode, BeforeValidator(_rate)]
Secret = Annotated[SecretStr, AfterValidator(_not_empty)]
LongSecret = Annotated[SecretStr, AfterValidator(_long_enough)]
Port = Annotated[int, Field(ge=0, le=65_535)]

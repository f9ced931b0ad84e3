"""US dollars in JSON: strings, since a number may become a float, which has no exact cents."""

import re
from decimal import Decimal
from typing import Annotated, Final

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_PRICE: Final = re.compile(r"(0|[1-9][0-9]{0,5})(\.[0-9]{1,6})?")
"""What PostgreSQL's NUMERIC(12, 6) holds, without a sign."""


def parse_price(value: object) -> Decimal:
    """Read a price.

    Raises:
        ValueError: It is not a string of that form.
    """
    if not isinstance(value, str) or not _PRICE.fullmatch(value):
        raise ValueError('must be a string such as "0.0025": at most six digits before the point and six after it')
    return Decimal(value)


def _plain(value: Decimal) -> str:
    return f"{value:f}"


Price = Annotated[
    Decimal,
    BeforeValidator(parse_price),
    PlainSerializer(_plain, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_PRICE.pattern}$", "examples": ["0.0025"]}),
]
"""A price that people set."""
Cost = Annotated[
    Decimal,
    PlainSerializer(_plain, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$", "examples": ["12.340000"]}),
]
"""A sum that we give."""

"""A row for any table, made from what the table says of itself."""

import itertools
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

_numbers = itertools.count(1)
FITTING = {"key_hash": lambda number: f"{number:064x}"}
"""Values of columns whose table has a rule about them."""


def row(table: Table, **given: object) -> dict[str, Any]:
    """Return values for the columns that need one; each differs from those of every other row."""
    made = {column.name: _value(column, next(_numbers)) for column in table.columns if _needs_value(column)}
    return made | {name: value for name, value in given.items() if name in table.columns}


def _needs_value(column: Column[Any]) -> bool:
    return not column.nullable and column.server_default is None


def _value(column: Column[Any], number: int) -> object:
    if column.name in FITTING:
        return FITTING[column.name](number)
    if isinstance(column.type, JSONB):
        return {"number": number}
    if isinstance(column.type, ARRAY):
        return [f"{column.name} {number}"]
    values: dict[type, object] = {
        int: number,
        str: f"{column.name} {number}",
        bool: True,
        uuid.UUID: uuid.UUID(int=number),
        datetime: datetime.fromtimestamp(number, UTC),
        Decimal: Decimal(number),
        float: float(number),
    }
    return values[column.type.python_type]

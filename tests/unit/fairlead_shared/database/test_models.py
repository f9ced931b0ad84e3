"""Rules that every table keeps."""

import pytest
from sqlalchemy import BigInteger, DateTime, Integer, Numeric, Table

from fairlead_shared.database.models import Base

TABLES = pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=str)
NEVER_EDITED = {"audit_log", "llm_usage"}


@TABLES
def test_ids_of_discord_have_64_bits(table: Table):
    for column in table.columns:
        if isinstance(column.type, Integer) and column.name.endswith("_id"):
            assert isinstance(column.type, BigInteger), column.name


@TABLES
def test_times_have_a_time_zone_and_costs_six_digits(table: Table):
    for column in table.columns:
        if isinstance(column.type, DateTime):
            assert column.type.timezone, column.name
        if isinstance(column.type, Numeric) and "cost" in column.name:
            assert (column.type.precision, column.type.scale) == (12, 6), column.name


@TABLES
def test_a_table_that_is_edited_says_when(table: Table):
    assert "created_at" in table.columns
    assert ("updated_at" in table.columns) != (table.name in NEVER_EDITED)


@TABLES
def test_every_constraint_and_index_has_a_name(table: Table):
    assert all(constraint.name for constraint in table.constraints)
    assert all(index.name and len(str(index.name)) <= 63 for index in table.indexes)

"""What all tables have in common: names of constraints, and how Python's types are stored."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final

from sqlalchemy import BigInteger, DateTime, MetaData, Numeric, Text, Uuid, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING: Final = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
"""Every constraint has a name that migrations can rely on."""

Snowflake = Annotated[int, mapped_column(BigInteger)]
"""An id of Discord's: 64 bits."""
Identity = Annotated[
    uuid.UUID, mapped_column(primary_key=True, default=uuid.uuid4, server_default=func.gen_random_uuid())
]
"""A primary key that is known before the row is written; rows written by plain SQL get one, too."""
CreatedAt = Annotated[datetime, mapped_column(server_default=func.now())]
"""When the row's transaction began, unless said otherwise."""
Json = Any  # Any: whatever JSON can hold


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {  # Any: SQLAlchemy's own declaration
        datetime: DateTime(timezone=True),
        Decimal: Numeric(12, 6),
        dict[str, Json]: JSONB,
        str: Text,
        uuid.UUID: Uuid,
    }
    # What PostgreSQL fills in comes back with the statement: asking later would need an await that nobody wrote.
    __mapper_args__ = {"eager_defaults": True}  # noqa: RUF012 - SQLAlchemy declares it as an instance's


class Edited:
    """When a row that is edited was written first and last."""

    created_at: Mapped[CreatedAt]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())

"""Who may use the API besides people with Discord's login."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from fairlead_shared.database.models.base import Base, Edited, Identity


class ApiKey(Edited, Base):
    """A key of a program; the key itself is nowhere.

    Attributes:
        key_hash: The key's SHA-256 digest: 64 hexadecimal digits in lower case.
        prefix: How the key begins, so that people recognise it.
        last_used: When it was used last, as far as that was noted.
    """

    __tablename__ = "api_keys"
    __table_args__ = (
        UniqueConstraint("key_hash"),
        CheckConstraint("key_hash ~ '^[0-9a-f]{64}$'", name="key_hash"),
    )

    id: Mapped[Identity]
    key_hash: Mapped[str]
    prefix: Mapped[str]
    name: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    expires_at: Mapped[datetime | None]
    last_used: Mapped[datetime | None]
    is_active: Mapped[bool] = mapped_column(server_default=true())


class AdminUser(Edited, Base):
    """A login for development mode; production refuses it."""

    __tablename__ = "admin_users"
    __table_args__ = (UniqueConstraint("username"),)

    id: Mapped[Identity]
    username: Mapped[str]

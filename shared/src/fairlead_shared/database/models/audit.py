"""Who changed what."""

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from fairlead_shared.database.models.base import Base, CreatedAt, Identity, Json, Snowflake


class AuditLogEntry(Base):
    """One change. Entries are only ever added: a trigger refuses everything else, to the owner of the table as well.

    Attributes:
        guild_id: The guild that it was in; nothing for changes of the fleet. It may be one that is gone.
        actor: ``user:<id>``, ``key:<prefix>`` or ``bot``.
        action: What was done, as ``guild.access.grant``.
        before: What was there, nothing where there was nothing.
        after: What is there now, nothing where nothing is.
        request_id: The correlation id of the request.
    """

    __tablename__ = "audit_log"
    __table_args__ = (Index(None, "guild_id", "created_at"), Index(None, "created_at"))

    id: Mapped[Identity]
    guild_id: Mapped[Snowflake | None]
    actor: Mapped[str]
    action: Mapped[str]
    before: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[CreatedAt]
    request_id: Mapped[str | None]

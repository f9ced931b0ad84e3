"""Guilds, who may configure them, and how they are configured."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, func, text, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from fairlead_shared.database.models.base import Base, Edited, Identity, Json, Snowflake


class Guild(Edited, Base):
    """A guild that has, or had, the bot.

    Attributes:
        added_by_user_id: Who added the bot, and so may grant access first.
        is_active: Whether the bot is in the guild.
    """

    __tablename__ = "guilds"

    guild_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    guild_name: Mapped[str]
    added_by_user_id: Mapped[Snowflake]
    added_at: Mapped[datetime] = mapped_column(server_default=func.now())
    is_active: Mapped[bool] = mapped_column(server_default=true())


class AuthorizedUser(Edited, Base):
    """A user who may configure a guild, or might: a grant that was revoked stays, inactive."""

    __tablename__ = "authorized_users"
    __table_args__ = (
        Index("uq_authorized_users_active", "guild_id", "user_id", unique=True, postgresql_where=text("is_active")),
        # What a user's scope looks up, at each of its queries.
        Index("ix_authorized_users_active_user", "user_id", "guild_id", postgresql_where=text("is_active")),
    )

    id: Mapped[Identity]
    guild_id: Mapped[int] = mapped_column(ForeignKey("guilds.guild_id", ondelete="CASCADE"), type_=BigInteger)
    user_id: Mapped[Snowflake]
    granted_by_user_id: Mapped[Snowflake]
    granted_at: Mapped[datetime] = mapped_column(server_default=func.now())
    is_active: Mapped[bool] = mapped_column(server_default=true())


class GuildSetting(Edited, Base):
    """The value of one setting in one guild: any JSON, ``null`` as well."""

    __tablename__ = "guild_settings"
    __table_args__ = (UniqueConstraint("guild_id", "setting_key"),)

    id: Mapped[Identity]
    guild_id: Mapped[int] = mapped_column(ForeignKey("guilds.guild_id", ondelete="CASCADE"), type_=BigInteger)
    setting_key: Mapped[str]
    setting_value: Mapped[Json] = mapped_column(JSONB)

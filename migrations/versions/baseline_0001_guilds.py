"""Guilds, who may configure them, and how they are configured.

Revision ID: baseline_0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from fairlead_shared.database.table_access import grant, guild_table, users_grants, users_guilds

revision = "baseline_0001"
down_revision = None
branch_labels = ("baseline",)
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "guilds",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("guild_name", sa.Text(), nullable=False),
        sa.Column("added_by_user_id", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_guilds")),
    )
    op.create_table(
        "authorized_users",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("granted_by_user_id", sa.BigInteger(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guilds.guild_id"], name=op.f("fk_authorized_users_guild_id_guilds"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorized_users")),
    )
    op.create_index(
        "ix_authorized_users_active_user",
        "authorized_users",
        ["user_id", "guild_id"],
        postgresql_where=sa.text("is_active"),
    )
    op.create_index(
        "uq_authorized_users_active",
        "authorized_users",
        ["guild_id", "user_id"],
        unique=True,
        postgresql_where=sa.text("is_active"),
    )
    op.create_table(
        "guild_settings",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("setting_key", sa.Text(), nullable=False),
        sa.Column("setting_value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guilds.guild_id"], name=op.f("fk_guild_settings_guild_id_guilds"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guild_settings")),
        sa.UniqueConstraint("guild_id", "setting_key", name=op.f("uq_guild_settings_guild_id_setting_key")),
    )
    for statement in (
        *guild_table("guilds"),
        *guild_table("authorized_users"),
        *guild_table("guild_settings"),
        users_grants("authorized_users"),
        users_guilds("guilds", "authorized_users"),
        grant("alembic_version", "SELECT"),
    ):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    # The policies of a table go with it, but one of guilds reads authorized_users.
    op.execute("DROP POLICY granted ON guilds")
    op.drop_table("guild_settings")
    op.drop_table("authorized_users")
    op.drop_table("guilds")

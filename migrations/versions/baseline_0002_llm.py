"""What language models were asked, and what they cost.

Revision ID: baseline_0002
Revises: baseline_0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from fairlead_shared.database.table_access import grant, guild_table, shared_table

revision = "baseline_0002"
down_revision = "baseline_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "llm_usage",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("cog_name", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("request_type", sa.Text(), nullable=False),
        sa.Column("prompt_tokens", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("completion_tokens", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("cache_tokens", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_tokens", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("estimated_cost_usd", sa.Numeric(precision=12, scale=6), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "metadata", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("attempt", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("fallback_from", sa.Text(), nullable=True),
        sa.Column("cost_source", sa.Text(), nullable=True),
        sa.Column("latency", sa.Double(), nullable=True),
        sa.CheckConstraint("attempt >= 1", name=op.f("ck_llm_usage_attempt")),
        sa.ForeignKeyConstraint(
            ["guild_id"], ["guilds.guild_id"], name=op.f("fk_llm_usage_guild_id_guilds"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_llm_usage")),
    )
    op.create_index(op.f("ix_llm_usage_cog_name_created_at"), "llm_usage", ["cog_name", "created_at"])
    op.create_index(op.f("ix_llm_usage_created_at"), "llm_usage", ["created_at"])
    op.create_index(op.f("ix_llm_usage_guild_id_created_at"), "llm_usage", ["guild_id", "created_at"])
    op.create_table(
        "llm_model_pricing",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("input_cost_per_1k_tokens", sa.Numeric(precision=12, scale=6), nullable=True),
        sa.Column("output_cost_per_1k_tokens", sa.Numeric(precision=12, scale=6), nullable=True),
        sa.Column("cache_cost_per_1k_tokens", sa.Numeric(precision=12, scale=6), nullable=True),
        sa.Column("image_cost_per_unit", sa.Numeric(precision=12, scale=6), nullable=True),
        sa.Column("audio_cost_per_minute", sa.Numeric(precision=12, scale=6), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("effective_from", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("effective_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("effective_until >= effective_from", name=op.f("ck_llm_model_pricing_ends_after_it_begins")),
        sa.CheckConstraint(
            "is_active = (effective_until IS NULL)", name=op.f("ck_llm_model_pricing_active_until_it_ends")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_llm_model_pricing")),
    )
    op.create_index(
        op.f("ix_llm_model_pricing_provider_model_effective_from"),
        "llm_model_pricing",
        ["provider", "model", "effective_from"],
    )
    op.create_index(
        "uq_llm_model_pricing_active",
        "llm_model_pricing",
        ["provider", "model"],
        unique=True,
        postgresql_where=sa.text("is_active"),
    )
    # A price that was once in use stays as it was: it can only be ended.
    ending = "UPDATE (is_active, effective_until, updated_at)"
    for statement in (
        *guild_table("llm_usage"),
        *shared_table("llm_model_pricing", "SELECT, INSERT"),
        grant("llm_model_pricing", ending),
    ):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.drop_table("llm_model_pricing")
    op.drop_table("llm_usage")

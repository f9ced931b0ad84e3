"""What language models were asked, and what they cost."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, func, text, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from fairlead_shared.database.models.base import Base, CreatedAt, Edited, Identity, Json, Snowflake


class LlmUsage(Base):
    """One attempt at one request.

    Attributes:
        guild_id: The guild that it was for; nothing for requests of no guild.
        estimated_cost_usd: In US dollars; nothing, never 0, where the price is not known.
        usage_metadata: The column ``metadata``, a name that SQLAlchemy has taken.
        request_id: The correlation id that all attempts at a request share.
        attempt: 1 for the first.
        fallback_from: The model whose place this one took.
        cost_source: How the cost is known: from the provider, or which list of prices.
        latency: In seconds.
    """

    __tablename__ = "llm_usage"
    __table_args__ = (
        CheckConstraint("attempt >= 1", name="attempt"),
        Index(None, "guild_id", "created_at"),
        Index(None, "cog_name", "created_at"),
        Index(None, "created_at"),
    )

    id: Mapped[Identity]
    guild_id: Mapped[int | None] = mapped_column(ForeignKey("guilds.guild_id", ondelete="SET NULL"), type_=BigInteger)
    user_id: Mapped[Snowflake | None]
    cog_name: Mapped[str]
    provider: Mapped[str]
    model: Mapped[str]
    request_type: Mapped[str]
    prompt_tokens: Mapped[int] = mapped_column(server_default=text("0"))
    completion_tokens: Mapped[int] = mapped_column(server_default=text("0"))
    cache_tokens: Mapped[int] = mapped_column(server_default=text("0"))
    total_tokens: Mapped[int] = mapped_column(server_default=text("0"))
    estimated_cost_usd: Mapped[Decimal | None]
    created_at: Mapped[CreatedAt]
    usage_metadata: Mapped[dict[str, Json]] = mapped_column("metadata", JSONB, server_default=text("'{}'::jsonb"))
    request_id: Mapped[str | None]
    attempt: Mapped[int] = mapped_column(server_default=text("1"))
    fallback_from: Mapped[str | None]
    cost_source: Mapped[str | None]
    latency: Mapped[float | None]


class LlmModelPricing(Edited, Base):
    """What a model costs, in US dollars, from one moment until another; a new price is a new row.

    Attributes:
        effective_from: From when on.
        effective_until: Until when; nothing while it is the price of today.
        is_active: Whether it is the price of today; one price of a model is at most.
    """

    __tablename__ = "llm_model_pricing"
    __table_args__ = (
        CheckConstraint("is_active = (effective_until IS NULL)", name="active_until_it_ends"),
        CheckConstraint("effective_until >= effective_from", name="ends_after_it_begins"),
        Index("uq_llm_model_pricing_active", "provider", "model", unique=True, postgresql_where=text("is_active")),
        Index(None, "provider", "model", "effective_from"),
    )

    id: Mapped[Identity]
    provider: Mapped[str]
    model: Mapped[str]
    input_cost_per_1k_tokens: Mapped[Decimal | None]
    output_cost_per_1k_tokens: Mapped[Decimal | None]
    cache_cost_per_1k_tokens: Mapped[Decimal | None]
    image_cost_per_unit: Mapped[Decimal | None]
    audio_cost_per_minute: Mapped[Decimal | None]
    is_active: Mapped[bool] = mapped_column(server_default=true())
    effective_from: Mapped[datetime] = mapped_column(server_default=func.now())
    effective_until: Mapped[datetime | None]

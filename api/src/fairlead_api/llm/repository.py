"""Statements about usage and prices of language models."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, case, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from fairlead_api.access.repository import Transaction
from fairlead_api.paging import Paging, Part
from fairlead_shared.database.models import LlmModelPricing, LlmUsage

_COST: Final = LlmUsage.estimated_cost_usd
_SUMS: Final = (
    func.count().label("attempts"),
    *(
        func.coalesce(func.sum(tokens), 0).label(tokens.key)
        for tokens in (
            LlmUsage.prompt_tokens,
            LlmUsage.completion_tokens,
            LlmUsage.cache_tokens,
            LlmUsage.total_tokens,
        )
    ),
    case((func.count() == 0, Decimal(0)), else_=func.sum(_COST)).label("cost_usd"),
    func.count().filter(_COST.is_(None)).label("attempts_without_cost"),
)

type Prices = Mapping[str, object]
"""Prices by the names of their columns."""


@dataclass(frozen=True, slots=True)
class Which:
    """Which attempts are summed up.

    Attributes:
        since: From when on.
        until: Until before when.
        guild_id: In this guild alone.
        cog_name: Of this cog alone.
        user_id: Of this user alone.
    """

    since: datetime
    until: datetime
    guild_id: int | None = None
    cog_name: str | None = None
    user_id: int | None = None


def sums_of(which: Which) -> Select[Any]:  # Any: the columns are the attributes of UsageSums
    """Return the statement that sums up attempts, and counts their models."""
    models = func.count(tuple_(LlmUsage.provider, LlmUsage.model).distinct()).label("models")
    return select(*_SUMS, models).where(*_within(which))


def _within(which: Which) -> list[ColumnElement[bool]]:
    rules = [LlmUsage.created_at >= which.since, LlmUsage.created_at < which.until]
    if which.guild_id is not None:
        rules.append(LlmUsage.guild_id == which.guild_id)
    if which.cog_name is not None:
        rules.append(LlmUsage.cog_name == which.cog_name)
    if which.user_id is not None:
        rules.append(LlmUsage.user_id == which.user_id)
    return rules


class LlmUsageRepository:
    """The attempts."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def sums(self, which: Which) -> Row[Any]:
        """Return the sums of attempts, and of how many ``models`` they are."""
        row: Row[Any] = (await self._transaction.execute(sums_of(which))).one()
        return row

    async def by_model(self, which: Which, paging: Paging) -> list[Row[Any]]:
        """Return the sums of some models, the one with the most tokens first."""
        model = (LlmUsage.provider, LlmUsage.model)
        wanted = (
            select(*model, *_SUMS)
            .where(*_within(which))
            .group_by(*model)
            .order_by(func.sum(LlmUsage.total_tokens).desc(), *model)
            .limit(paging.limit)
            .offset(paging.offset)
        )
        return [*await self._transaction.execute(wanted)]


class LlmPricingRepository:
    """The prices of today. A price is never changed: it ends, and another begins."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def part(self, paging: Paging) -> Part[LlmModelPricing]:
        """Return some of the prices, by provider and model."""
        active = LlmModelPricing.is_active
        total = await self._transaction.scalar(select(func.count()).select_from(LlmModelPricing).where(active))
        wanted = (
            select(LlmModelPricing)
            .where(active)
            .order_by(LlmModelPricing.provider, LlmModelPricing.model)
            .limit(paging.limit)
            .offset(paging.offset)
        )
        return Part([*await self._transaction.scalars(wanted)], total or 0)

    async def present(self, provider: str, model: str) -> LlmModelPricing | None:
        """Return the price of a model, if it has one."""
        return await self._transaction.scalar(select(LlmModelPricing).where(*_active(provider, model)))

    async def replace(self, provider: str, model: str, prices: Prices) -> LlmModelPricing | None:
        """End the price of a model and begin another; of two at once, one gets nothing."""
        # This transaction may have begun before the present price did.
        until = func.greatest(func.now(), LlmModelPricing.effective_from)
        ending = (
            update(LlmModelPricing)
            .where(*_active(provider, model))
            .values(is_active=False, effective_until=until)
            .returning(LlmModelPricing.effective_until)
        )
        ended = await self._transaction.scalar(ending)
        beginning = (
            insert(LlmModelPricing)
            .values(provider=provider, model=model, effective_from=ended or func.now(), **prices)
            .on_conflict_do_nothing(index_elements=["provider", "model"], index_where=text("is_active"))
            .returning(LlmModelPricing)
        )
        return await self._transaction.scalar(beginning)


def _active(provider: str, model: str) -> tuple[ColumnElement[bool], ...]:
    return LlmModelPricing.provider == provider, LlmModelPricing.model == model, LlmModelPricing.is_active.is_(True)

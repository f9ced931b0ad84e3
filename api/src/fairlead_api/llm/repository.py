"""Statements about usage and prices of language models."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, case, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from fairlead_api.access.repository import Transaction
from fairlead_api.llm.schemas import Grouping, Step
from fairlead_api.paging import Paging, Part
from fairlead_shared.database.models import Guild, LlmModelPricing, LlmUsage

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

_KEYS: Final[Mapping[Grouping, ColumnElement[Any]]] = {  # Any: of each its own type
    Grouping.PROVIDER: LlmUsage.provider.expression,
    Grouping.GUILD: LlmUsage.guild_id.expression,
    Grouping.COG: LlmUsage.cog_name.expression,
}

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


def over_time_of(which: Which, by: Grouping, step: Step, most: int) -> Select[*tuple[Any, ...]]:  # Any: the columns
    """Return the statement that sums up attempts by parts of the period, the largest by cost apart from all others.

    Its rows have ``place`` (1 for the largest, ``most + 1`` for all others), ``key`` (of one of the others, there),
    ``last`` (the rank of the smallest at that place), ``beginning`` and the sums.
    """
    key, beginning = _KEYS[by], func.date_trunc(step.value, LlmUsage.created_at, "UTC")
    parts = (
        select(
            key.label("key"),
            beginning.label("beginning"),
            func.count().label("attempts"),
            func.sum(_COST).label("cost_usd"),
            func.count().filter(_COST.is_(None)).label("attempts_without_cost"),
        )
        .where(*_within(which))
        .group_by(key, beginning)
        .cte("parts")
    )
    weighed = select(
        parts,
        func.sum(parts.c.cost_usd).over(partition_by=parts.c.key).label("cost"),
        func.sum(parts.c.attempts).over(partition_by=parts.c.key).label("weight"),
    ).cte("weighed")
    order = (weighed.c.cost.desc().nulls_last(), weighed.c.weight.desc(), weighed.c.key)
    ranked = select(weighed, func.dense_rank().over(order_by=order).label("rank")).cte("ranked")
    place = func.least(ranked.c.rank, most + 1)
    return (
        select(
            place.label("place"),
            func.min(ranked.c.key).label("key"),
            func.max(func.max(ranked.c.rank)).over(partition_by=place).label("last"),
            ranked.c.beginning,
            func.sum(ranked.c.attempts).label("attempts"),
            func.sum(ranked.c.cost_usd).label("cost_usd"),
            func.sum(ranked.c.attempts_without_cost).label("attempts_without_cost"),
        )
        .group_by(place, ranked.c.beginning)
        .order_by(place, ranked.c.beginning)
    )


class LlmUsageRepository:
    """The attempts."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def sums(self, which: Which) -> Row[Any]:
        """Return the sums of attempts, and of how many ``models`` they are."""
        row: Row[Any] = (await self._transaction.execute(sums_of(which))).one()
        return row

    async def over_time(self, which: Which, by: Grouping, step: Step, most: int) -> list[Row[Any]]:
        """Return the rows of ``over_time_of``."""
        return [*await self._transaction.execute(over_time_of(which, by, step, most))]

    async def names_of(self, guild_ids: Collection[int]) -> dict[int, str]:
        """Return the names of guilds, as far as they are known."""
        named = select(Guild.guild_id, Guild.guild_name).where(Guild.guild_id.in_(guild_ids))
        return dict([*await self._transaction.execute(named)])

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

"""Sums up what language models were asked, and sets what they cost."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from fairlead_api.access.policies import TeamCaller
from fairlead_api.audit.repository import AuditLog
from fairlead_api.llm.repository import LlmPricingRepository, LlmUsageRepository, Which
from fairlead_api.llm.schemas import (
    Grouping,
    ModelPrices,
    ModelUsage,
    NewPrices,
    Prices,
    Step,
    UsageLine,
    UsageOverTime,
    UsagePoint,
    UsageReport,
    UsageSums,
)
from fairlead_api.paging import Page, Paging
from fairlead_shared.errors import ConflictError

MOST_LINES: Final = 6
"""How many providers, guilds or cogs are told one by one: as many as colours can be told apart."""
_NOTHING: Final = UsagePoint(attempts=0, cost_usd=Decimal(0), attempts_without_cost=0)


class LlmService:
    """Usage and prices of language models, as a member of the developer team sees them."""

    def __init__(self, caller: TeamCaller) -> None:
        self._caller = caller
        self._usage = LlmUsageRepository(caller.transaction)
        self._pricing = LlmPricingRepository(caller.transaction)
        self._audit = AuditLog(caller.transaction)

    async def usage(self, which: Which, paging: Paging) -> UsageReport:
        """Sum up attempts, as a whole and by model."""
        sums = await self._usage.sums(which)
        models = await self._usage.by_model(which, paging)
        return UsageReport(
            items=[ModelUsage.model_validate(row) for row in models],
            total=sums.models,
            limit=paging.limit,
            offset=paging.offset,
            since=which.since,
            until=which.until,
            sums=UsageSums.model_validate(sums),
        )

    async def over_time(self, which: Which, by: Grouping, step: Step) -> UsageOverTime:
        """Tell how usage went: of the largest by cost, and of all others."""
        rows = await self._usage.over_time(which, by, step, MOST_LINES)
        beginnings = step.beginnings(which.since, which.until)
        lines = lines_of(rows, beginnings, MOST_LINES)
        if by is Grouping.GUILD:
            names = await self._usage.names_of([int(line.key) for line in lines if line.key is not None])
            lines = [line.model_copy(update={"name": line.key and names.get(int(line.key))}) for line in lines]
        return UsageOverTime(since=which.since, until=which.until, step=step, beginnings=beginnings, lines=lines)

    async def models(self, paging: Paging) -> Page[ModelPrices]:
        """Return some of the models that have a price."""
        part = await self._pricing.part(paging)
        items = [_view(row) for row in part.rows]
        return Page(items=items, total=part.total, limit=paging.limit, offset=paging.offset)

    async def set_prices(self, provider: str, model: str, wanted: NewPrices) -> ModelPrices:
        """Have a model cost something else from now on; attempts that were made keep their cost.

        Raises:
            ConflictError: Somebody else did so at the same time.
        """
        present = await self._pricing.present(provider, model)
        before = None if present is None else _view(present)
        if before is not None and _prices(before) == _prices(wanted):
            return before
        row = await self._pricing.replace(provider, model, _prices(wanted))
        if row is None:
            raise ConflictError("Somebody else sets the price of this model at the same time.")
        after = _view(row)
        await self._audit.add(
            "llm.pricing.change",
            self._caller.user,
            before=None if before is None else before.model_dump(mode="json"),
            after=after.model_dump(mode="json"),
        )
        return after


def lines_of(rows: Iterable[Any], beginnings: Sequence[datetime], most: int) -> list[UsageLine]:
    """Return a line for each place of rows that are in the order of their places; where nothing was used, nothing is 0.

    Args:
        rows: The sums by place and part of the period.
        beginnings: The parts of the period.
        most: The last place of one alone; the one after it is that of all others.
    """
    lines: list[UsageLine] = []
    for place, found in groupby(rows, key=attrgetter("place")):
        used = {row.beginning: row for row in found}
        first = next(iter(used.values()))
        lines.append(
            UsageLine(
                key=None if place > most or first.key is None else str(first.key),
                name=None,
                others=first.last - most if place > most else None,
                points=[UsagePoint.model_validate(used.get(beginning, _NOTHING)) for beginning in beginnings],
            )
        )
    return lines


def _view(row: object) -> ModelPrices:
    return ModelPrices.model_construct(**{field: getattr(row, field) for field in ModelPrices.model_fields})


def _prices(prices: Prices) -> dict[str, object]:
    return {field: getattr(prices, field) for field in Prices.model_fields}

"""Sums up what language models were asked, and sets what they cost."""

from fairlead_api.access.policies import TeamCaller
from fairlead_api.audit.repository import AuditLog
from fairlead_api.llm.repository import LlmPricingRepository, LlmUsageRepository, Which
from fairlead_api.llm.schemas import ModelPrices, ModelUsage, NewPrices, Prices, UsageReport, UsageSums
from fairlead_api.paging import Page, Paging
from fairlead_shared.errors import ConflictError


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


def _view(row: object) -> ModelPrices:
    return ModelPrices.model_construct(**{field: getattr(row, field) for field in ModelPrices.model_fields})


def _prices(prices: Prices) -> dict[str, object]:
    return {field: getattr(prices, field) for field in Prices.model_fields}

"""What the endpoints of language models take and give."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fairlead_api.llm.usd import Cost, Price
from fairlead_api.paging import Page
from fairlead_api.plain_text import PlainText


class Period(StrEnum):
    """How far back usage is summed up, until now."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def duration(self) -> timedelta:
        """24 hours, 7 days or 30 days."""
        return {Period.DAY: timedelta(days=1), Period.WEEK: timedelta(days=7), Period.MONTH: timedelta(days=30)}[self]


class UsageSums(BaseModel):
    """Sums over attempts; each attempt at a request counts, those that failed as well."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    attempts: int
    prompt_tokens: int
    completion_tokens: int
    cache_tokens: int
    total_tokens: int
    cost_usd: Cost | None = Field(description="Of the attempts whose cost is known; null if there are others alone.")
    attempts_without_cost: int = Field(description="Attempts whose cost is not known.")


class ModelUsage(UsageSums):
    """Sums over the attempts with one model."""

    provider: str
    model: str


class UsageReport(Page[ModelUsage]):
    """Usage in a period, as a whole and by model, the model with the most tokens first."""

    since: datetime
    until: datetime
    sums: UsageSums


ProviderName = Annotated[PlainText, Field(min_length=1, max_length=50, pattern="^[a-z][a-z0-9_.-]*$")]
ModelName = Annotated[PlainText, Field(min_length=1, max_length=200)]
CogName = Annotated[PlainText, Field(min_length=1, max_length=200)]


class Prices(BaseModel):
    """What a model costs in US dollars; null where it is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input_cost_per_1k_tokens: Price | None = None
    output_cost_per_1k_tokens: Price | None = None
    cache_cost_per_1k_tokens: Price | None = None
    image_cost_per_unit: Price | None = None
    audio_cost_per_minute: Price | None = None


class NewPrices(Prices):
    """What a model costs from now on."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": [name], "properties": {name: {"type": "string"}}} for name in Prices.model_fields]
        }
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if all(price is None for price in dict(self).values()):
            raise ValueError("must have one price or more")
        return self


class ModelPrices(Prices):
    """What a model costs today."""

    provider: str
    model: str
    effective_from: datetime

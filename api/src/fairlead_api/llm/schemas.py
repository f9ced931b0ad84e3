"""What the endpoints of language models take and give."""

from datetime import UTC, datetime, timedelta
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

    @property
    def step(self) -> "Step":
        """Into what it is cut up to see how usage went."""
        return Step.HOUR if self is Period.DAY else Step.DAY


class Step(StrEnum):
    """A part of a period, in UTC."""

    HOUR = "hour"
    DAY = "day"

    @property
    def duration(self) -> timedelta:
        """An hour or 24."""
        return timedelta(hours=1) if self is Step.HOUR else timedelta(days=1)

    def beginnings(self, since: datetime, until: datetime) -> list[datetime]:
        """Return when each part of a period began; that of the first one is `since` or earlier."""
        first = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        if self is Step.DAY:
            first = first.replace(hour=0)
        count = -((first - until) // self.duration)
        return [first + self.duration * place for place in range(count)]


class Grouping(StrEnum):
    """By what usage is told apart."""

    PROVIDER = "provider"
    GUILD = "guild"
    COG = "cog"


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


class UsagePoint(BaseModel):
    """What was used in one part of a period."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    attempts: int
    cost_usd: Cost | None = Field(description="Of the attempts whose cost is known; null if there are others alone.")
    attempts_without_cost: int = Field(description="Attempts whose cost is not known.")


class UsageLine(BaseModel):
    """How the usage of one provider, guild or cog went, or of all that are not among the largest."""

    model_config = ConfigDict(frozen=True)

    key: str | None = Field(description="The provider, the cog or the guild's id; null for no guild, and for others.")
    name: str | None = Field(description="A guild's name, where it is known.")
    others: int | None = Field(description="Of the line of all others: how many they are.")
    points: list[UsagePoint] = Field(description="One for each part of the period.")


class UsageOverTime(BaseModel):
    """How usage went in a period: a line for each of the largest by cost, and one for all others."""

    model_config = ConfigDict(frozen=True)

    since: datetime
    until: datetime
    step: Step
    beginnings: list[datetime] = Field(description="When each part began, in UTC; the first and the last one are cut.")
    lines: list[UsageLine] = Field(description="The one that cost most first, all others last.")


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

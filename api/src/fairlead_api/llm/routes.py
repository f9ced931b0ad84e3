"""Endpoints of language models: for the developer team."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from fairlead_api.access.policies import TeamActor, TeamViewer
from fairlead_api.llm.repository import Which
from fairlead_api.llm.schemas import (
    CogName,
    Grouping,
    ModelName,
    ModelPrices,
    NewPrices,
    Period,
    ProviderName,
    UsageOverTime,
    UsageReport,
)
from fairlead_api.llm.service import LlmService
from fairlead_api.paging import Page, PagingDep
from fairlead_api.prefix import API
from fairlead_api.resources import ResourcesDep
from fairlead_api.snowflake import Snowflake

router = APIRouter(prefix=f"{API}/llm", tags=["llm"])


PeriodQuery = Annotated[Period, Query(description="The last 24 hours, 7 days or 30 days.")]


async def _which(
    resources: ResourcesDep,
    period: PeriodQuery = Period.DAY,
    user_id: Annotated[Snowflake | None, Query(description="Of this user alone.")] = None,
) -> Which:
    now = resources.clock.now()
    return Which(now - period.duration, now, user_id=user_id)


WhichDep = Annotated[Which, Depends(_which)]


async def _narrowed(
    which: WhichDep,
    guild_id: Annotated[Snowflake | None, Query(description="In this guild alone.")] = None,
    cog_name: Annotated[CogName | None, Query(description="Of this cog alone.")] = None,
) -> Which:
    return replace(which, guild_id=guild_id, cog_name=cog_name)


NarrowedDep = Annotated[Which, Depends(_narrowed)]


@router.get("/usage/summary")
async def get_llm_usage(caller: TeamViewer, which: NarrowedDep, paging: PagingDep) -> UsageReport:
    """Sum up usage, everywhere unless it is narrowed."""
    return await LlmService(caller).usage(which, paging)


@router.get("/usage/by-guild/{guild_id}")
async def get_llm_usage_of_guild(
    caller: TeamViewer, guild_id: Annotated[Snowflake, Path()], which: WhichDep, paging: PagingDep
) -> UsageReport:
    """Sum up usage in a guild."""
    return await LlmService(caller).usage(replace(which, guild_id=guild_id), paging)


@router.get("/usage/by-cog/{cog_name}")
async def get_llm_usage_of_cog(
    caller: TeamViewer, cog_name: CogName, which: WhichDep, paging: PagingDep
) -> UsageReport:
    """Sum up usage by a cog."""
    return await LlmService(caller).usage(replace(which, cog_name=cog_name), paging)


@router.get("/usage/over-time")
async def get_llm_usage_over_time(
    caller: TeamViewer,
    which: NarrowedDep,
    period: PeriodQuery = Period.DAY,
    by: Annotated[Grouping, Query(description="By what it is told apart.")] = Grouping.PROVIDER,
) -> UsageOverTime:
    """Sum up usage by hours of a day, or by days of a week or a month, of the largest providers, guilds or cogs."""
    return await LlmService(caller).over_time(which, by, period.step)


@router.get("/models")
async def list_llm_models(caller: TeamViewer, paging: PagingDep) -> Page[ModelPrices]:
    """List the models that have a price, by provider and name."""
    return await LlmService(caller).models(paging)


@router.put("/models/{provider}/{model:path}/pricing", responses={409: {}})
async def set_llm_prices(caller: TeamActor, provider: ProviderName, model: ModelName, wanted: NewPrices) -> ModelPrices:
    """Set all prices of a model from now on; attempts that were made keep their cost."""
    return await LlmService(caller).set_prices(provider, model, wanted)

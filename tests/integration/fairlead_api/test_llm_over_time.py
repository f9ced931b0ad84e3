"""How what language models cost went, by hours or days."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fairlead_api.llm.service import MOST_LINES
from fairlead_shared.database.models import LlmUsage
from fairlead_shared.database.scope import FleetScope
from tests.integration.fairlead_api.browser import Answer, Browser
from tests.integration.fairlead_api.conftest import OpenBrowser, StartApi
from tests.integration.fairlead_api.world import World

ROUTE = "/llm/usage/over-time"
SOMEBODY = 175928847299117063


@pytest.fixture
async def viewer(start_api: StartApi, open_browser: OpenBrowser, world: World) -> Browser:
    """Somebody of the developer team."""
    browser = open_browser(await start_api(MAIN_GUILD_ID=str(world.guild_id)))
    await browser.sign_in(world.delegate)
    return browser


def attempt(at: datetime, cost: str | None, **fields: Any) -> LlmUsage:
    known = {"cog_name": "chat", "provider": "openai", "model": "gpt-5", "request_type": "chat", **fields}
    return LlmUsage(created_at=at, estimated_cost_usd=None if cost is None else Decimal(cost), **known)


async def store(world: World, *attempts: LlmUsage) -> None:
    async with world.database.transaction(FleetScope()) as transaction:
        transaction.add_all(attempts)


def lines(answer: Answer) -> dict[str | None, dict[datetime, tuple[int, str | None, int]]]:
    """What each line has, by the beginnings of the parts in which there was anything."""
    assert answer.status == 200, answer.text
    beginnings = [datetime.fromisoformat(text) for text in answer.json["beginnings"]]
    return {
        line["key"]: {
            beginning: (point["attempts"], point["cost_usd"], point["attempts_without_cost"])
            for beginning, point in zip(beginnings, line["points"], strict=True)
            if point["attempts"]
        }
        for line in answer.json["lines"]
    }


async def test_a_day_is_told_by_hours_and_a_week_and_a_month_by_days(viewer: Browser, world: World):
    now = datetime.now(UTC)
    last, before = now - timedelta(minutes=1), now - timedelta(hours=5)
    week = now - timedelta(days=6)
    await store(world, attempt(last, "1"), attempt(before, "2"), attempt(before, "3"), attempt(week, "4"))

    def hour(at: datetime) -> datetime:
        return at.replace(minute=0, second=0, microsecond=0)

    def day(at: datetime) -> datetime:
        return hour(at).replace(hour=0)

    assert lines(await viewer.get(ROUTE)) == {
        "openai": {hour(last): (1, "1.000000", 0), hour(before): (2, "5.000000", 0)}
    }
    for period in ("week", "month"):
        found = lines(await viewer.get(f"{ROUTE}?period={period}"))["openai"]
        assert found[day(week)] == (1, "4.000000", 0)
        assert sum(attempts for attempts, _, _ in found.values()) == 4


@pytest.mark.parametrize(
    ("period", "step", "parts"), [("day", "hour", {24, 25}), ("week", "day", {7, 8}), ("month", "day", {30, 31})]
)
async def test_the_parts_cover_the_period_and_one_follows_the_other(
    viewer: Browser, period: str, step: str, parts: set[int]
):
    found = (await viewer.get(f"{ROUTE}?period={period}")).json
    beginnings = [datetime.fromisoformat(text) for text in found["beginnings"]]
    since, until = (datetime.fromisoformat(found[name]) for name in ("since", "until"))
    duration = timedelta(hours=1) if step == "hour" else timedelta(days=1)
    assert (found["step"], found["lines"]) == (step, [])
    assert len(beginnings) in parts
    assert beginnings == [beginnings[0] + duration * place for place in range(len(beginnings))]
    assert beginnings[0] <= since < beginnings[0] + duration
    assert beginnings[-1] < until <= beginnings[-1] + duration


async def test_it_adds_up_to_the_summary(viewer: Browser, world: World):
    now = datetime.now(UTC)
    ages = [timedelta(hours=hours) for hours in (0, 1, 20, 23, 25, 170, 700)]
    rows = [attempt(now - age, f"{place}.5", provider=f"p{place % 3}") for place, age in enumerate(ages)]
    await store(world, *rows, *(attempt(now - age, None) for age in ages))
    for period in ("day", "week", "month"):
        sums = (await viewer.get(f"/llm/usage/summary?period={period}")).json["sums"]
        points = [
            point for line in lines(await viewer.get(f"{ROUTE}?period={period}")).values() for point in line.values()
        ]
        assert sum(attempts for attempts, _, _ in points) == sums["attempts"]
        assert sum(Decimal(cost or 0) for _, cost, _ in points) == Decimal(sums["cost_usd"])
        assert sum(without for _, _, without in points) == sums["attempts_without_cost"]


async def test_a_cost_that_is_not_known_stays_so_in_its_part(viewer: Browser, world: World):
    now = datetime.now(UTC)
    early = now - timedelta(hours=10)
    await store(world, attempt(early, None), attempt(now - timedelta(seconds=1), "0.25"))
    await store(world, attempt(early, None, provider="xai"))
    found = lines(await viewer.get(ROUTE))
    assert [*found] == ["openai", "xai"]
    assert [*found["openai"].values()] == [(1, None, 1), (1, "0.250000", 0)]
    assert [*found["xai"].values()] == [(1, None, 1)]


async def test_the_largest_are_told_one_by_one_and_the_rest_together(viewer: Browser, world: World):
    now = datetime.now(UTC) - timedelta(seconds=1)
    await store(world, *(attempt(now, str(cost), cog_name=f"cog{cost}") for cost in range(1, MOST_LINES + 4)))
    answer = await viewer.get(f"{ROUTE}?by=cog")
    found = lines(answer)
    assert [*found] == [*(f"cog{cost}" for cost in range(MOST_LINES + 3, 3, -1)), None]
    assert [*found[None].values()] == [(3, "6.000000", 0)]
    assert [line["others"] for line in answer.json["lines"]] == [None] * MOST_LINES + [3]


async def test_guilds_have_their_names_and_what_was_of_no_guild_is_told(viewer: Browser, world: World):
    now = datetime.now(UTC) - timedelta(seconds=1)
    await world.rename_guild("The <b>first</b>")
    await store(world, attempt(now, "3", guild_id=world.guild_id), attempt(now, "2"))
    await store(world, attempt(now, "1", guild_id=world.other_guild_id))
    told = [
        (line["key"], line["name"], line["others"]) for line in (await viewer.get(f"{ROUTE}?by=guild")).json["lines"]
    ]
    assert told[:2] == [(str(world.guild_id), "The <b>first</b>", None), (None, None, None)]
    assert told[2][0] == str(world.other_guild_id)
    assert told[2][1]


async def test_it_is_narrowed_to_a_guild_a_cog_and_a_user(viewer: Browser, world: World):
    now = datetime.now(UTC) - timedelta(seconds=1)
    await store(
        world,
        attempt(now, "1", guild_id=world.guild_id, cog_name="search", user_id=SOMEBODY),
        attempt(now, "2", guild_id=world.guild_id),
        attempt(now, "4", cog_name="search"),
    )

    async def cost(query: str) -> Decimal:
        found = lines(await viewer.get(f"{ROUTE}?{query}"))
        return sum((Decimal(cost or 0) for line in found.values() for _, cost, _ in line.values()), Decimal(0))

    assert await cost(f"guild_id={world.guild_id}") == 3
    assert await cost("cog_name=search&by=guild") == 5
    assert await cost(f"cog_name=search&guild_id={world.guild_id}") == 1
    assert await cost(f"user_id={SOMEBODY}") == 1


@pytest.mark.parametrize("query", ["by=user", "by=", "period=year", "guild_id=x", "cog_name=", "cog_name=%00"])
async def test_a_question_that_makes_no_sense_is_refused(viewer: Browser, query: str):
    answer = await viewer.get(f"{ROUTE}?{query}")
    assert (answer.status, answer.code) == (422, "validation")

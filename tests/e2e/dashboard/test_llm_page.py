"""What the developer team sees and does about the cost of language models."""

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from playwright.async_api import Locator, Route, expect

from fairlead_shared.database.models import LlmUsage
from fairlead_shared.database.scope import FleetScope
from tests.e2e.dashboard.conftest import Arrive
from tests.e2e.dashboard.visitor import Visitor
from tests.integration.fairlead_api.world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

PAGE = "/admin/llm"
PHONE = {"viewport": {"width": 360, "height": 740}}
STRANGE = '<img src=x onerror="document.title=1">'


@pytest.fixture
def api_settings(world: World) -> dict[str, str]:
    """The owner acts for the developer team, everybody else of the guild looks."""
    return {"ADMIN_DISCORD_IDS": str(world.owner), "MAIN_GUILD_ID": str(world.guild_id)}


@pytest.fixture
async def actor(arrive: Arrive, world: World, request: pytest.FixtureRequest) -> Visitor:
    """Somebody who may act."""
    visitor = await arrive(**getattr(request, "param", {}))
    await visitor.sign_in(world.owner)
    return visitor


def attempt(age: timedelta, cost: str | None, **fields: Any) -> LlmUsage:
    known = {"cog_name": "chat", "provider": "openai", "model": "gpt-5", "request_type": "chat", "total_tokens": 120}
    money = None if cost is None else Decimal(cost)
    return LlmUsage(created_at=datetime.now(UTC) - age, estimated_cost_usd=money, **known | fields)


@pytest.fixture
async def used(world: World) -> None:
    """A month in which two guilds, three providers and many cogs asked models."""
    rows = [
        attempt(
            timedelta(hours=7 * number + 1),
            None if number % 13 == 3 else f"{1 + number * 37 % 11}.{number:02}",
            provider=("openai", "anthropic", "xai")[number % 3],
            model=("gpt-5", "claude", "grok-4")[number % 3],
            cog_name=f"cog{number % 9}",
            guild_id=(world.guild_id, world.other_guild_id, None)[number * 5 % 7 % 3],
        )
        for number in range(99)
    ]
    await world.rename_guild(STRANGE)
    async with world.database.transaction(FleetScope()) as transaction:
        transaction.add_all(rows)


def chart(visitor: Visitor) -> Locator:
    return visitor.page.get_by_label("Cost over time", exact=True).first


async def test_who_asked_nothing_yet_is_told_what_comes_here(actor: Visitor):
    await actor.go(f"{PAGE}?period=day")
    await actor.sees("No model was asked in this time")
    await actor.page.get_by_role("link", name="Look at 30 days").click()
    await expect(actor.page.get_by_label("30 days")).to_be_checked()
    await expect(actor.page.get_by_role("link", name="Look at 30 days")).to_have_count(0)
    await actor.sees("No model has a price")


@pytest.mark.usefixtures("used")
async def test_cost_is_seen_by_provider_guild_and_cog_in_each_period(actor: Visitor):
    await actor.go(PAGE)
    await expect(chart(actor).get_by_role("list")).to_contain_text("anthropic")
    await actor.page.get_by_text("Guild", exact=True).click()
    await expect(chart(actor).get_by_role("list")).to_contain_text(STRANGE)
    await expect(chart(actor).get_by_role("list")).to_contain_text("No guild")
    await actor.page.get_by_text("Cog", exact=True).click()
    await actor.page.get_by_text("30 days").click()
    await expect(chart(actor).get_by_role("listitem")).to_have_count(7)
    await expect(chart(actor).get_by_role("listitem").last).to_contain_text("3 others")
    await actor.page.reload()  # the address keeps what was chosen
    await expect(chart(actor).get_by_role("listitem").last).to_contain_text("3 others")
    assert await actor.page.title() == "Language models · Fairlead"


@pytest.mark.usefixtures("used")
async def test_one_guild_or_cog_is_seen_alone(actor: Visitor):
    await actor.go(f"{PAGE}?period=month&by=guild")
    everything = await actor.page.get_by_label("Usage by model").first.locator("p").inner_text()
    await chart(actor).get_by_role("link", name=re.compile("img src")).click()
    await actor.sees("Only guild")
    await expect(actor.page.get_by_label("Usage by model").first.locator("p")).not_to_have_text(everything)
    await chart(actor).get_by_role("link", name=re.compile("^cog")).first.click()
    await expect(actor.page.get_by_text("Only guild")).to_contain_text(f"{STRANGE} and cog cog")
    await actor.page.get_by_role("link", name="Show all").click()
    await expect(actor.page.get_by_label("Usage by model").first.locator("p")).to_have_text(everything)


@pytest.mark.usefixtures("used")
async def test_the_chart_is_walked_through_by_keys_and_is_a_table_too(actor: Visitor):
    await actor.go(f"{PAGE}?period=day")
    hours = actor.page.get_by_role("slider", name="Hour")
    await hours.focus()
    await expect(hours).to_have_attribute("aria-valuetext", re.compile(r"^\d\d:00: "))
    before = await hours.get_attribute("aria-valuetext")
    await actor.page.keyboard.press("ArrowLeft")
    await expect(hours).not_to_have_attribute("aria-valuetext", before or "")
    said = await hours.get_attribute("aria-valuetext") or ""
    hour, _, cost = said.partition(": ")
    await actor.sees(f"{hour} (UTC)")
    await actor.page.get_by_text("The same as a table").click()
    line = actor.page.get_by_role("row", name=re.compile(f"^{hour} "))
    await expect(line.first.get_by_role("cell").first).to_have_text(cost)


async def test_a_cost_that_is_not_known_is_never_shown_as_nothing(actor: Visitor, world: World):
    async with world.database.transaction(FleetScope()) as transaction:
        transaction.add(attempt(timedelta(minutes=1), None))
    await actor.go(PAGE)
    await expect(chart(actor).get_by_role("listitem")).to_contain_text("not known")
    await actor.sees("The cost of some attempts is not known")
    await expect(chart(actor).get_by_role("slider")).to_have_attribute("aria-valuetext", re.compile("not known$"))
    await expect(actor.page.get_by_label("Usage by model").first).to_contain_text("of 1 the cost is not known")


async def test_a_model_is_added_and_its_prices_are_changed(actor: Visitor, world: World):
    await actor.go(PAGE)
    await actor.press("Add a model")
    form = actor.page.get_by_role("dialog")
    await form.get_by_label("Provider").fill("other.ai")
    await form.get_by_label("Model").fill("meta-llama/Llama 3")
    await form.get_by_label("In, per 1,000 tokens").fill("0.0025")
    await actor.press("Add it")
    table = actor.page.get_by_role("region", name="Prices of models")
    await expect(table.get_by_role("row").nth(1)).to_contain_text("0.0025")
    await actor.press("Change the prices of meta-llama/Llama 3")
    await expect(form.get_by_label("In, per 1,000 tokens")).to_have_value("0.0025")
    await form.get_by_label("An image").fill("0.04")
    await actor.press("Set prices")
    await expect(form).to_have_count(0)
    await expect(table.get_by_role("row").nth(1)).to_contain_text("0.04")
    await expect(actor.page.get_by_role("button", name="Change the prices of")).to_be_focused()
    assert [entry.action for entry in await world.audit()] == ["llm.pricing.change"] * 2


async def test_what_is_no_price_is_said_at_its_field_and_nothing_is_lost(actor: Visitor, world: World):
    await actor.go(PAGE)
    await actor.press("Add a model")
    form = actor.page.get_by_role("dialog")
    await form.get_by_label("Provider").fill("Open AI")
    await form.get_by_label("Model").fill("gpt-5")
    await form.get_by_label("An image").fill("4 cents")
    await actor.press("Add it")
    for label in ("Provider", "An image"):
        await expect(form.get_by_label(label)).to_have_attribute("aria-invalid", "true")
    await expect(form.get_by_label("An image")).to_have_accessible_description(re.compile("must be a string such as"))
    await expect(form.get_by_label("An image")).to_have_value("4 cents")
    await form.get_by_label("Provider").fill("openai")
    await form.get_by_label("An image").fill("")
    await actor.press("Add it")
    await expect(form.get_by_role("alert")).to_contain_text("There is no price in this")
    assert await world.audit() == []


async def test_a_conflict_is_said_in_words_and_can_be_overcome(actor: Visitor):
    await actor.go(PAGE)
    await actor.press("Add a model")
    form = actor.page.get_by_role("dialog")
    await form.get_by_label("Provider").fill("openai")
    await form.get_by_label("Model").fill("gpt-5")
    await form.get_by_label("An image").fill("1")
    problem = {"title": "", "status": 409, "detail": "Somebody else.", "code": "conflict", "request_id": "r-17"}

    async def refuse(route: Route) -> None:
        await route.fulfill(status=409, body=json.dumps(problem), headers={"Content-Type": "application/problem+json"})

    await actor.page.route("**/pricing", refuse)
    await actor.press("Add it")
    await expect(form.get_by_role("alert")).to_contain_text("Somebody else set these prices at the same moment")
    await actor.page.unroute("**/pricing")
    await actor.press("Add it")
    await expect(actor.page.get_by_role("region", name="Prices of models")).to_contain_text("gpt-5")


async def test_whoever_only_looks_is_offered_no_change(arrive: Arrive, world: World):
    viewer = await arrive()
    await viewer.sign_in(world.delegate)
    await viewer.go(PAGE)
    await viewer.sees("No model has a price")
    await expect(viewer.page.get_by_role("button", name="Add a model")).to_have_count(0)


@pytest.mark.usefixtures("used")
@pytest.mark.parametrize(
    "actor",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"color_scheme": "dark", **PHONE}],
    ids=["light", "dark", "phone"],
    indirect=True,
)
async def test_neither_chart_nor_form_keeps_anybody_out(actor: Visitor):
    await actor.go(f"{PAGE}?period=month&by=cog")
    await actor.sees("3 others")
    await actor.page.get_by_text("The same as a table").click()
    assert await actor.barriers() == []
    seen, window = await actor.width()
    assert seen <= window
    await actor.press("Add a model")
    await expect(actor.page.get_by_role("dialog")).to_be_visible()
    assert await actor.barriers() == []

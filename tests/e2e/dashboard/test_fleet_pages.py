"""What an operator does on the dashboard, before a fleet that runs."""

import re
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect

from fairlead_simulator.client import ControlClient
from tests.e2e.dashboard.built import BUILT
from tests.e2e.dashboard.visitor import Visitor
from tests.integration.fairlead_cli.up_process import UpProcess

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

SHOWN_SECONDS = 2.0
"""How soon the picture has to show that a shard is gone."""


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UpProcess]:
    """A whole fleet with its dashboard."""
    running = UpProcess(tmp_path_factory.mktemp("fleet"), "--max-concurrency", "4", FAIRLEAD_DASHBOARD=str(BUILT))
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.end()


@pytest.fixture
def urls(up: UpProcess) -> dict[str, str]:
    """What `fairlead up` says is where."""
    found: dict[str, str] = next(line["urls"] for line in reversed(up.lines) if line.get("ready"))
    return found


@pytest.fixture
async def control(urls: dict[str, str]) -> AsyncIterator[ControlClient]:
    """The simulator."""
    async with ControlClient(urls["control"]) as client:
        yield client


@pytest.fixture
async def operator(
    chromium: Browser, urls: dict[str, str], control: ControlClient, request: pytest.FixtureRequest
) -> AsyncIterator[Visitor]:
    """Somebody of the developer team, signed in by the link that `fairlead up` prints."""
    context = await chromium.new_context(**getattr(request, "param", {}))
    visitor = await Visitor.with_browser(context, urls["dashboard"], urls["api"])
    await visitor.page.goto(urls["login"])
    await visitor.page.locator('button[name="user_id"]').first.click()
    await visitor.page.wait_for_url(f"{urls['dashboard']}/")
    yield visitor
    assert visitor.complaints == []


async def test_a_shard_that_is_gone_is_in_the_picture_within_two_seconds(operator: Visitor, control: ControlClient):
    await operator.go("/admin/shards")
    legend = operator.page.get_by_label("The fleet at a glance").get_by_role("list")
    await expect(legend).to_have_text("Ready 4")
    await control.inject("outage", seconds=6)
    await expect(legend).not_to_contain_text("Ready", timeout=SHOWN_SECONDS * 1000)
    await expect(legend).to_have_text("Ready 4", timeout=60_000)


async def test_the_picture_is_walked_through_by_keys_and_a_shard_tells_its_history(operator: Visitor):
    await operator.go("/admin/shards")
    picture = operator.page.get_by_role("application")
    await picture.focus()
    await expect(operator.page.get_by_text(re.compile("Shard 0: ready"))).to_be_visible()
    await operator.page.keyboard.press("End")
    await operator.page.keyboard.press("ArrowLeft")
    await operator.page.keyboard.press("Enter")
    drawer = operator.page.get_by_role("dialog")
    await expect(drawer).to_contain_text("Shard 2")
    await expect(drawer).to_contain_text("Identified")
    await operator.page.keyboard.press("Escape")
    await expect(picture).to_be_focused()


@pytest.mark.parametrize("operator", [{"reduced_motion": "reduce", "color_scheme": "dark"}], indirect=True)
async def test_who_wants_no_motion_sees_the_colours_of_the_legend_too(operator: Visitor):
    await operator.go("/admin/shards")
    await expect(operator.page.get_by_label("The fleet at a glance").get_by_role("list")).to_have_text("Ready 4")
    await operator.page.emulate_media(color_scheme="light", reduced_motion="reduce")
    # A colour may be written in several ways: both are drawn before they are compared.
    in_both = await operator.page.evaluate_handle(
        """() => {
            const drawn = document.createElement("canvas").getContext("2d");
            const swatch = document.querySelector(".bg-state-ready");
            const pixel = (context, place) => context.getImageData(place, place, 1, 1).data.join();
            return () => {
                drawn.fillStyle = getComputedStyle(swatch).backgroundColor;
                drawn.fillRect(0, 0, 1, 1);
                return [pixel(drawn, 0), pixel(document.querySelector("canvas").getContext("2d"), 12)];
            };
        }"""
    )
    await operator.page.wait_for_function("look => { const [one, other] = look(); return one === other; }", arg=in_both)


async def test_the_shard_of_a_guild_is_found(operator: Visitor, control: ControlClient):
    guild = (await control.guilds())[0]
    await operator.go("/admin/shards")
    await operator.page.get_by_label("Which shard serves a guild?").fill(str(guild.id))
    await operator.press("Find")
    await expect(operator.page.get_by_role("dialog")).to_contain_text(f"Shard {(guild.id >> 22) % 4}")
    await operator.page.keyboard.press("Escape")
    await operator.page.get_by_label("Which shard serves a guild?").fill("12x")
    await operator.press("Find")
    await operator.sees("That is no id of a guild.")


async def test_a_shard_is_opened_by_its_address(operator: Visitor):
    await operator.go("/admin/shards?shard=2")
    await expect(operator.page.get_by_role("dialog")).to_contain_text("Shard 2", timeout=15_000)


async def test_the_table_is_filtered_and_sorted(operator: Visitor):
    await operator.go("/admin/shards")
    lines = operator.page.get_by_role("table").get_by_role("row")
    await expect(lines).to_have_count(5)
    await operator.page.get_by_role("columnheader", name="Shard").get_by_role("button").click()
    await expect(lines.nth(1)).to_contain_text("3")
    await operator.page.get_by_label("Filter by id, state or pod").fill("demo-4x2-0")
    await expect(lines).to_have_count(3)


async def test_a_restart_is_asked_for_and_watched_to_its_end(operator: Visitor, control: ControlClient):
    before = await control.report()
    await operator.go("/admin/deployments")
    await operator.press("Restart")
    question = operator.page.get_by_role("alertdialog")
    await expect(question).to_contain_text("It takes 0 identifies", timeout=15_000)
    await question.get_by_role("button", name="Restart").click()
    steps = operator.page.get_by_label("Steps of the rollout")
    await expect(steps.locator("[aria-current=step]")).to_contain_text("replacing demo-4x2-", timeout=20_000)
    card = operator.page.get_by_label("demo", exact=True)
    await expect(card).to_contain_text(re.compile("Progressing|Starting|Degraded"), timeout=20_000)
    await expect(card).to_contain_text("It is over: every slot was replaced.", timeout=120_000)
    await expect(card).to_contain_text("All 4 shards are ready.", timeout=20_000)
    await expect(card.get_by_role("button", name="Pause")).to_have_count(0)  # there is no operator to pause
    assert (await control.report()).identifies == before.identifies


async def test_whoever_is_not_of_the_team_sees_no_fleet(
    chromium: Browser, urls: dict[str, str], control: ControlClient
):
    context = await chromium.new_context()
    visitor = await Visitor.with_browser(context, urls["dashboard"], urls["api"])
    await visitor.page.goto(urls["login"])
    await visitor.page.locator('button[name="user_id"]').nth(1).click()
    await visitor.page.wait_for_url(lambda url: urlsplit(url).path == "/")
    await visitor.go("/admin/shards")
    await visitor.sees("This page is for the developer team")
    await expect(visitor.page.get_by_role("navigation", name="Fleet")).to_be_empty()

"""What each page shows while not all is well: the API is slow, refuses, or is gone; the session ended."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.dashboard.conftest import Arrive
from tests.e2e.dashboard.faults import REQUEST_ID, held, refused
from tests.e2e.dashboard.harbour import Harbour
from tests.e2e.dashboard.pages import ACCESS, DEPLOYMENTS, PAGES, SHARDS, DashboardPage

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

GOOD_LAYOUT_SHIFT = 0.1
"""How far things may move at most for a page to count as steady (https://web.dev/articles/cls)."""
ASKING = [page for page in PAGES if page is not SHARDS]
"""The pages that ask; the one of the shards listens to a stream."""

_SHIFT = """() => new Promise((resolve) => {
    let sum = 0;
    const add = (entries) => { for (const entry of entries) if (!entry.hadRecentInput) sum += entry.value; };
    const observer = new PerformanceObserver((list) => add(list.getEntries()));
    observer.observe({type: "layout-shift", buffered: true});
    requestAnimationFrame(() => setTimeout(() => { add(observer.takeRecords()); resolve(sum); }));
})"""
"""How far things moved since the page was opened (https://wicg.github.io/layout-instability/)."""


@pytest.mark.parametrize("page", PAGES, ids=str)
async def test_while_the_api_is_slow_a_page_shows_where_things_will_be(
    come_aboard: Arrive, harbour: Harbour, page: DashboardPage
):
    visitor = await come_aboard(viewport={"width": 1440, "height": 900})
    async with held(visitor.page, page.asks):
        await visitor.go(harbour.path(page.name))
        waiting = visitor.page.locator("main").get_by_role("status").filter(has=visitor.page.locator(".animate-pulse"))
        await expect(waiting.first).to_be_visible()
        assert await visitor.barriers() == []
    await visitor.sees(page.sign)
    await expect(visitor.page.locator(".animate-pulse")).to_have_count(0)
    assert await visitor.page.evaluate(_SHIFT) < GOOD_LAYOUT_SHIFT


@pytest.mark.parametrize(("status", "said"), [(500, "The API does not answer"), (403, "You may not do this")])
@pytest.mark.parametrize("page", ASKING, ids=str)
async def test_a_refusal_is_said_with_the_number_of_the_request_and_can_be_tried_again(
    come_aboard: Arrive, harbour: Harbour, page: DashboardPage, status: int, said: str
):
    visitor = await come_aboard()
    async with refused(visitor.page, page.asks, status):
        await visitor.go(harbour.path(page.name))
        notice = visitor.page.get_by_role("alert").filter(has_text=said)
        await expect(notice).to_contain_text(REQUEST_ID, timeout=15_000)
        assert await visitor.barriers() == []
    await visitor.press("Try again")
    await visitor.sees(page.sign)
    await expect(notice).to_have_count(0)


@pytest.mark.parametrize(("page", "by_itself"), [(ACCESS, False), (DEPLOYMENTS, True)], ids=str)
async def test_who_was_too_fast_is_told_how_long_to_wait_and_nothing_is_asked_before(
    come_aboard: Arrive, harbour: Harbour, page: DashboardPage, by_itself: bool
):
    visitor = await come_aboard()
    await visitor.page.clock.install()
    again = visitor.page.get_by_role("button", name="Try again")
    async with refused(visitor.page, page.asks, 429, **{"Retry-After": "90"}) as refusals:
        await visitor.go(harbour.path(page.name))
        await visitor.sees("That was a little fast")
        await expect(again).to_be_disabled()
        await expect(again).to_have_text(re.compile(r"^Try again in (90|8\d) s$"))
        await visitor.page.clock.fast_forward(60_000)
        await expect(again).to_have_text(re.compile(r"^Try again in (30|2\d) s$"))
        assert len(refusals) == 1
    await visitor.page.clock.fast_forward(30_000)
    if not by_itself:
        await visitor.press("Try again")
    await visitor.sees(page.sign)


@pytest.mark.parametrize("page", ASKING, ids=str)
async def test_a_session_that_ended_in_the_middle_is_begun_again_on_the_same_page(
    come_aboard: Arrive, harbour: Harbour, page: DashboardPage
):
    visitor = await come_aboard()
    path = harbour.path(page.name)
    async with refused(visitor.page, page.asks, 401):
        await visitor.go(path)
        await visitor.sees("Your session ended")
        assert await visitor.barriers() == []
    await visitor.page.get_by_role("link", name="Sign in again").click()
    await visitor.page.locator('button[name="user_id"]').first.click()
    await visitor.page.wait_for_url(visitor.dashboard + path)
    await visitor.sees(page.sign)


async def test_changes_outlive_the_session_in_which_they_were_made(come_aboard: Arrive, harbour: Harbour):
    visitor = await come_aboard()
    await visitor.go(harbour.path("settings"))
    greeting = visitor.page.get_by_label("Greeting")
    await greeting.fill("Ahoy again")
    await visitor.page.context.clear_cookies()
    await visitor.press("Save")
    await expect(visitor.page.get_by_text("Your session ended")).to_be_in_viewport(timeout=15_000)
    async with visitor.page.context.expect_page() as opened:
        await visitor.page.get_by_role("link", name="Sign in again").first.click()
    login = await opened.value
    await login.locator('button[name="user_id"]').first.click()
    await login.wait_for_url(visitor.dashboard + harbour.path("settings"))
    await login.close()
    await expect(greeting).to_have_value("Ahoy again")
    await visitor.press("Save")
    await visitor.sees("The bot knows within a second")


async def test_changes_outlive_an_absence_of_the_api(come_aboard: Arrive, harbour: Harbour):
    visitor = await come_aboard()
    await visitor.go(harbour.path("settings"))
    greeting = visitor.page.get_by_label("Greeting")
    await greeting.fill("Still here")
    async with harbour.without_api():
        await visitor.press("Save")
        await visitor.sees("The API does not answer")
        await expect(greeting).to_have_value("Still here")
    await visitor.press("Save")
    await visitor.sees("The bot knows within a second")


@pytest.mark.parametrize("page", PAGES, ids=str)
async def test_a_page_without_an_api_says_so_and_is_there_again_with_it(
    come_aboard: Arrive, harbour: Harbour, page: DashboardPage
):
    visitor = await come_aboard()
    async with harbour.without_api():
        await visitor.go(harbour.path(page.name))
        await visitor.sees("The API does not answer")
        assert await visitor.barriers() == []
    await visitor.press("Try again")
    await visitor.sees(page.sign)


async def test_figures_that_cannot_be_read_again_are_marked_with_their_age(come_aboard: Arrive, harbour: Harbour):
    visitor = await come_aboard()
    await visitor.go("/admin/deployments")
    await visitor.sees("All 4 shards are ready.")
    old = visitor.page.get_by_text("What you see is from")
    async with harbour.without_api():
        await expect(old.first).to_be_visible(timeout=30_000)
        await visitor.sees("All 4 shards are ready.")
    await expect(old).to_have_count(0, timeout=30_000)


async def test_the_picture_says_how_old_it_is_while_the_stream_is_lost_and_goes_on_by_itself(
    come_aboard: Arrive, harbour: Harbour
):
    visitor = await come_aboard()
    await visitor.go("/admin/shards")
    legend = visitor.page.get_by_label("The fleet at a glance").get_by_role("list")
    await expect(legend).to_have_text("Ready 4")
    lost = visitor.page.get_by_text("The connection is lost; trying again")
    async with harbour.without_api():
        await expect(lost).to_be_visible(timeout=15_000)
        await expect(visitor.page.get_by_text(re.compile(r"What you see is \d+ seconds? old"))).to_be_visible()
        await expect(legend).to_have_text("Ready 4")
    await expect(lost).to_have_count(0, timeout=30_000)
    await expect(legend).to_have_text("Ready 4")

"""Every page by keys alone: each stop can be seen, and the focus is never lost."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.dashboard.conftest import Arrive
from tests.e2e.dashboard.harbour import Harbour
from tests.e2e.dashboard.pages import PAGES, DashboardPage
from tests.integration.fairlead_api.world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


@pytest.mark.parametrize("page", PAGES, ids=str)
async def test_every_stop_can_be_seen_and_the_first_leads_to_the_content(
    come_aboard: Arrive, harbour: Harbour, page: DashboardPage
):
    visitor = await come_aboard()
    await visitor.go(harbour.path(page.name))
    await visitor.sees(page.sign)
    await visitor.page.keyboard.press("Tab")
    skip = visitor.page.get_by_role("link", name="To the content")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    stops = await visitor.stops()
    assert len(stops) > 3
    assert [stop for stop in stops if not stop.outlined] == []
    assert [stop for stop in stops if stop.name == ""] == []

    await skip.focus()
    await visitor.page.keyboard.press("Enter")
    await visitor.page.keyboard.press("Tab")
    within = "() => document.querySelector('main').contains(document.activeElement)"
    nothing_to_press = await visitor.page.locator("main :is(a, button, input, select, textarea)").count() == 0
    assert nothing_to_press or await visitor.page.evaluate(within)


async def test_somebody_signs_in_and_out(arrive: Arrive, world: World):
    owner = await arrive()
    await owner.go("/")
    await owner.tab_to("Sign in with Discord")
    await owner.page.keyboard.press("Enter")
    await owner.say_who(world.owner)  # on Discord's page
    await owner.sees("Your servers")
    account = owner.page.get_by_role("button", name="Your account")
    await owner.tab_until(account)
    await owner.page.keyboard.press("Enter")
    await expect(owner.page.get_by_role("menuitem").first).to_be_focused()
    await owner.page.keyboard.press("Escape")
    await expect(account).to_be_focused()
    await owner.page.keyboard.press("Enter")
    await owner.arrow_to("Sign out")
    await owner.page.keyboard.press("Enter")
    await owner.sees("Sign in with Discord")


async def test_another_server_is_chosen(arrive: Arrive, world: World):
    await world.give_access(world.owner, world.other_guild_id)
    owner = await arrive()
    await owner.sign_in(world.owner)
    await owner.sees("Your servers")
    await owner.tab_until(owner.page.get_by_role("main").get_by_role("link").first)
    await owner.page.keyboard.press("Enter")
    await owner.sees("Greeting")
    await owner.tab_until(owner.page.get_by_role("button", name="choose another server"))
    await owner.page.keyboard.press("Enter")
    await owner.arrow_to(world.simulator.simulation.world.guilds[world.other_guild_id].name)
    await owner.page.keyboard.press("Enter")
    await owner.page.wait_for_url(f"**/guilds/{world.other_guild_id}/settings")


async def test_a_setting_is_changed(arrive: Arrive, world: World):
    owner = await arrive()
    await owner.sign_in(world.owner, f"/guilds/{world.guild_id}/settings")
    await owner.sees("Greeting")
    greeting = owner.page.get_by_label("Greeting")
    await owner.tab_until(greeting)
    await owner.page.keyboard.press("Control+a")
    await owner.page.keyboard.type("Ahoy")
    await owner.tab_until(owner.page.get_by_role("button", name="Save", exact=True))
    await owner.page.keyboard.press("Enter")
    await owner.sees("The bot knows within a second")
    await expect(greeting).to_have_value("Ahoy")


async def test_access_is_given_and_taken_away(arrive: Arrive, world: World):
    owner = await arrive()
    await owner.sign_in(world.owner, f"/guilds/{world.guild_id}/access")
    search = owner.page.get_by_label("Give a member access")
    await owner.tab_until(search)
    member = world.simulator.simulation.world.guilds[world.guild_id].members[world.revoked].user
    await owner.page.keyboard.type(member.username)
    await expect(owner.page.get_by_role("button", name="Give access to")).to_have_count(1)
    await owner.tab_until(owner.page.get_by_role("button", name="Give access to"))
    await owner.page.keyboard.press("Enter")
    people = owner.page.get_by_label("Who has access").get_by_role("listitem")
    await expect(people).to_have_count(3)
    await expect(search).to_be_focused()  # the button is gone

    taking_away = owner.page.get_by_role("button", name="Take away access of").last
    await owner.tab_until(taking_away)
    await owner.page.keyboard.press("Enter")
    dialog = owner.page.get_by_role("alertdialog")
    await expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    await owner.page.keyboard.press("Escape")
    await expect(taking_away).to_be_focused()
    await owner.page.keyboard.press("Enter")
    await owner.tab_until(dialog.get_by_role("button", name="Take away"))
    await owner.page.keyboard.press("Enter")
    await expect(people).to_have_count(2)
    await expect(owner.page.get_by_label("Who has access")).to_be_focused()  # the line is gone


async def test_a_shard_is_opened_from_the_table_and_closed(come_aboard: Arrive, harbour: Harbour):
    operator = await come_aboard()
    await operator.go("/admin/shards")
    await operator.sees("Every shard")
    field = operator.page.get_by_label("Filter by id, state or pod")
    await operator.tab_until(field)
    await operator.page.keyboard.type("ready")
    await operator.tab_until(operator.page.get_by_role("columnheader", name="Shard").get_by_role("button"))
    await operator.page.keyboard.press("Enter")
    lines = operator.page.get_by_role("table").get_by_role("row")
    await expect(lines.nth(1)).to_contain_text("3")
    first = lines.nth(1).get_by_role("button")
    await operator.tab_until(first)
    await operator.page.keyboard.press("Enter")
    drawer = operator.page.get_by_role("dialog")
    await expect(drawer).to_contain_text("Shard 3")
    await operator.tab_until(drawer.get_by_role("button", name="Close"), at_most=10)
    await operator.page.keyboard.press("Enter")
    await expect(drawer).to_have_count(0)
    await expect(first).to_be_focused()


async def test_a_restart_is_asked_for_and_can_be_thought_better_of(come_aboard: Arrive, harbour: Harbour):
    operator = await come_aboard()
    await operator.go("/admin/deployments")
    await operator.sees("All 4 shards are ready.")
    restart = operator.page.get_by_role("button", name="Restart", exact=True)
    await operator.tab_until(restart)
    await operator.page.keyboard.press("Enter")
    dialog = operator.page.get_by_role("alertdialog")
    await expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    await operator.page.keyboard.press("Enter")
    await expect(restart).to_be_focused()
    await operator.page.keyboard.press("Enter")
    await operator.tab_until(dialog.get_by_role("button", name="Restart"), at_most=4)
    await operator.page.keyboard.press("Enter")
    await expect(dialog).to_have_count(0)
    card = operator.page.get_by_label("demo", exact=True)
    await expect(card).to_contain_text(re.compile("Progressing|Starting|Degraded"), timeout=20_000)
    await expect(restart).to_be_focused()


async def test_a_period_of_costs_is_chosen(come_aboard: Arrive, harbour: Harbour):
    operator = await come_aboard()
    await operator.go("/admin/llm")
    await operator.tab_until(operator.page.get_by_role("radio", name="7 days"))
    async with operator.page.expect_response("**/api/v1/llm/usage/**"):
        await operator.page.keyboard.press("ArrowRight")
    await expect(operator.page.get_by_role("radio", name="30 days")).to_be_checked()

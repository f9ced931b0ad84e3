"""What the owner of a server does on the dashboard."""

import pytest
from playwright.async_api import expect

from tests.e2e.dashboard.conftest import Arrive
from tests.integration.fairlead_api.world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


async def test_who_is_not_signed_in_comes_back_to_the_page_they_wanted(arrive: Arrive, world: World):
    visitor = await arrive()
    path = f"/guilds/{world.guild_id}/access"
    await visitor.go(path)
    await visitor.page.get_by_role("link", name="Sign in with Discord").click()
    await visitor.say_who(world.owner)
    await visitor.page.wait_for_url(visitor.dashboard + path)
    await visitor.sees("Give a member access")


async def test_a_setting_is_changed_and_stays(arrive: Arrive, world: World):
    owner = await arrive()
    await owner.sign_in(world.owner)
    await owner.page.get_by_role("main").get_by_role("link").first.click()
    await owner.page.wait_for_url(f"**/guilds/{world.guild_id}/settings")
    await owner.page.get_by_label("Greeting").fill("Ahoy")
    await owner.page.get_by_label("Tone").select_option(label="Merry")
    await owner.page.get_by_label("Daily").fill("25")
    await owner.press("Save")
    await owner.sees("The bot knows within a second")
    await owner.page.reload()
    await expect(owner.page.get_by_label("Greeting")).to_have_value("Ahoy")
    await expect(owner.page.get_by_label("Daily")).to_have_value("25")


async def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_lost(arrive: Arrive, world: World):
    owner = await arrive()
    await owner.sign_in(world.owner, f"/guilds/{world.guild_id}/settings")
    daily = owner.page.get_by_label("Daily")
    await daily.fill("1001")
    # The browser knows the limit too; what it does not know, such as a rule of two fields, only the API says.
    await owner.page.locator("form").evaluate("form => { form.noValidate = true; }")
    await owner.press("Save")
    await expect(daily).to_have_attribute("aria-invalid", "true")
    await expect(daily).to_have_accessible_description("From 0 to 1,000. Input should be less than or equal to 1000")
    await expect(daily).to_have_value("1001")
    await owner.press("Discard")
    await expect(daily).to_have_value("10")


async def test_two_people_who_change_the_same_choose_side_by_side(arrive: Arrive, world: World):
    path = f"/guilds/{world.guild_id}/settings"
    owner, delegate = await arrive(), await arrive()
    await owner.sign_in(world.owner, path)
    await delegate.sign_in(world.delegate, path)
    await delegate.page.get_by_label("Greeting").fill("Moin")
    await delegate.page.get_by_label("Step").fill("7")
    await owner.page.get_by_label("Greeting").fill("Ahoy")
    await owner.press("Save")
    await owner.sees("The bot knows within a second")
    await delegate.press("Save")
    dialog = delegate.page.get_by_role("alertdialog")
    await expect(dialog.get_by_label("Yours")).to_be_checked()
    await expect(dialog).to_contain_text("Moin")
    await dialog.get_by_label("Theirs").check()
    await delegate.press("Save this")
    await delegate.sees("The bot knows within a second")
    await expect(delegate.page.get_by_label("Greeting")).to_have_value("Ahoy")
    await owner.page.reload()
    await expect(owner.page.get_by_label("Step")).to_have_value("7")


async def test_changes_that_are_not_saved_are_not_left_by_mistake(arrive: Arrive, world: World):
    owner = await arrive()
    await owner.sign_in(world.owner, f"/guilds/{world.guild_id}/settings")
    await owner.page.get_by_label("Greeting").fill("Ahoy")
    owner.page.once("dialog", lambda dialog: dialog.dismiss())
    await owner.page.get_by_role("link", name="Access").click()
    await expect(owner.page.get_by_label("Greeting")).to_have_value("Ahoy")
    owner.page.once("dialog", lambda dialog: dialog.accept())
    await owner.page.get_by_role("link", name="Access").click()
    await owner.sees("Give a member access")


async def test_access_is_given_and_taken_away_while_the_page_is_open(arrive: Arrive, world: World):
    owner, guest = await arrive(), await arrive()
    await guest.sign_in(world.revoked)
    await guest.sees("No server yet")
    await owner.sign_in(world.owner, f"/guilds/{world.guild_id}/access")
    member = world.simulator.simulation.world.guilds[world.guild_id].members[world.revoked].user
    await owner.page.get_by_label("Give a member access").fill(member.username)
    await owner.page.get_by_role("button", name="Give access to").first.click()
    taking_away = owner.page.get_by_role("button", name="Take away access of").last
    await expect(owner.page.get_by_label("Who has access").get_by_role("listitem")).to_have_count(3)

    settings = f"/guilds/{world.guild_id}/settings"
    await guest.go(settings)
    await guest.page.get_by_label("Greeting").fill("Ahoy")
    await taking_away.click()
    await owner.press("Take away")
    await expect(owner.page.get_by_label("Who has access").get_by_role("listitem")).to_have_count(2)
    await guest.press("Save")
    await guest.sees("There is nothing here for you")


async def test_a_session_that_ended_can_be_begun_again_on_the_same_page(arrive: Arrive, world: World):
    owner = await arrive()
    path = f"/guilds/{world.guild_id}/access"
    await owner.sign_in(world.owner, path)
    await owner.page.context.clear_cookies()
    await owner.page.reload()
    await owner.page.get_by_role("link", name="Sign in with Discord").click()
    await owner.say_who(world.owner)
    await owner.page.wait_for_url(owner.dashboard + path)

"""Access that is taken away while its pages are open."""

import pytest
from playwright.async_api import expect

from tests.e2e.dashboard.conftest import Arrive
from tests.integration.fairlead_api.world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

GONE = "There is nothing here for you"


async def test_whoever_lost_access_can_save_nothing_and_finds_the_server_nowhere(arrive: Arrive, world: World):
    delegate = await arrive()
    await delegate.sign_in(world.delegate, f"/guilds/{world.guild_id}/settings")
    await delegate.page.get_by_label("Greeting").fill("Ahoy")
    await world.revoke(world.delegate)
    await delegate.press("Save")
    await delegate.sees(GONE)
    await delegate.press("Discard")
    await delegate.page.reload()
    await delegate.sees(GONE)
    await expect(delegate.page.get_by_label("Greeting")).to_have_count(0)
    await delegate.go("/")
    await delegate.sees("No server yet")


async def test_whoever_lost_access_can_give_it_to_nobody(arrive: Arrive, world: World):
    delegate = await arrive()
    await delegate.sign_in(world.delegate, f"/guilds/{world.guild_id}/access")
    search = delegate.page.get_by_label("Give a member access")
    await search.fill(world.simulator.simulation.world.guilds[world.guild_id].members[world.revoked].user.username)
    give = delegate.page.get_by_role("button", name="Give access to").first
    await expect(give).to_be_visible()
    await world.revoke(world.delegate)
    await give.click()
    await delegate.sees(GONE)
    await delegate.page.reload()
    await delegate.sees(GONE)
    await expect(search).to_have_count(0)


async def test_the_switcher_forgets_a_server_that_is_no_longer_theirs(arrive: Arrive, world: World):
    await world.give_access(world.delegate, world.other_guild_id)
    delegate = await arrive()
    await delegate.sign_in(world.delegate, f"/guilds/{world.guild_id}/settings")
    switcher = delegate.page.get_by_role("button", name="choose another server")
    await switcher.click()
    # its own line, the other guild's, and the one that leads to all
    await expect(delegate.page.get_by_role("menuitem")).to_have_count(3)
    await delegate.page.keyboard.press("Escape")
    await world.revoke(world.delegate)
    await delegate.go(f"/guilds/{world.other_guild_id}/settings")
    await delegate.sees("Greeting")
    await switcher.click()
    await expect(delegate.page.get_by_role("menuitem")).to_have_count(2)
    links = await delegate.page.get_by_role("menuitem").evaluate_all("items => items.map((item) => item.pathname)")
    assert links == [f"/guilds/{world.other_guild_id}/settings", "/"]

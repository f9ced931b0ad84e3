"""Names, texts and values of others are text, whatever is in them: nothing of it runs, nothing is loaded for it."""

import pytest
from playwright.async_api import expect

from tests.builders.hostile_settings import HOSTILE_SETTINGS, hostile
from tests.e2e.dashboard.conftest import Arrive
from tests.e2e.dashboard.visitor import Visitor
from tests.integration.fairlead_api.world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


@pytest.fixture
def settings_classes() -> tuple[str, ...]:
    """A class that has HTML wherever its developer can write a text."""
    return (HOSTILE_SETTINGS,)


@pytest.fixture
async def hostile_world(world: World) -> World:
    """A guild, its owner, a delegate and a member, all with HTML for names."""
    await world.rename_guild(hostile("guild"))
    guild = world.simulator.simulation.world.guilds[world.guild_id]
    guild.name = hostile("guild")
    for user_id, place in ((world.owner, "owner"), (world.delegate, "delegate"), (world.revoked, "member")):
        user = guild.members[user_id].user
        user.username = hostile(place)[:32]
        user.global_name = hostile(place)
    return world


async def _nothing_ran(visitor: Visitor) -> None:
    assert await visitor.page.evaluate("() => 'ran' in window") is False
    await expect(visitor.page.locator("img[src=x], main script")).to_have_count(0)
    assert visitor.complaints == []  # the policy would have said that it kept something from running


async def test_a_guild_and_its_people_are_called_whatever_they_like(arrive: Arrive, hostile_world: World):
    owner = await arrive()
    await owner.sign_in(hostile_world.owner)
    await owner.sees(hostile("guild"))
    await _nothing_ran(owner)
    await owner.page.get_by_role("button", name="Your account").click()
    await owner.sees(hostile("owner"))
    await _nothing_ran(owner)

    await owner.go(f"/guilds/{hostile_world.guild_id}/access")
    await owner.page.get_by_label("Give a member access").fill("member<")
    await owner.page.get_by_role("button", name=f"Give access to {hostile('member')}").click()
    await expect(owner.page.get_by_label("Who has access")).to_contain_text(hostile("member"))
    await owner.page.get_by_role("button", name=f"Take away access of {hostile('member')}").click()
    await expect(owner.page.get_by_role("alertdialog")).to_contain_text(hostile("member"))
    await _nothing_ran(owner)


async def test_a_form_shows_whatever_its_class_says_as_text(arrive: Arrive, hostile_world: World):
    owner = await arrive()
    await owner.sign_in(hostile_world.owner, f"/guilds/{hostile_world.guild_id}/settings")
    form = owner.page.get_by_role("main")
    for place in ("section description", "line title", "line description", "group title", "group description"):
        await expect(form).to_contain_text(hostile(place))
    for place in ("depth title", "depth description", "choice title", "words title", "several title"):
        await expect(form).to_contain_text(hostile(place))
    await expect(owner.page.get_by_label(hostile("line title"), exact=True)).to_have_value(hostile("line"))
    await expect(owner.page.get_by_label(hostile("word"), exact=True)).to_have_value(hostile("value"))
    await owner.page.get_by_label(hostile("choice title")).select_option(index=1)
    await owner.page.get_by_label(hostile("line title"), exact=True).fill(hostile("changed"))
    await _nothing_ran(owner)
    await owner.press("Save")
    await owner.sees("The bot knows within a second")
    await owner.page.reload()
    await expect(owner.page.get_by_label(hostile("line title"), exact=True)).to_have_value(hostile("changed"))
    await _nothing_ran(owner)


async def test_values_in_conflict_are_shown_as_text(arrive: Arrive, hostile_world: World):
    path = f"/guilds/{hostile_world.guild_id}/settings"
    first, second = await arrive(), await arrive()
    await first.sign_in(hostile_world.owner, path)
    await second.sign_in(hostile_world.delegate, path)
    for visitor, place in ((first, "first"), (second, "second")):
        await visitor.page.get_by_label(hostile("line title"), exact=True).fill(hostile(place))
    await first.press("Save")
    await first.sees("The bot knows within a second")
    await second.press("Save")
    dialog = second.page.get_by_role("alertdialog")
    await expect(dialog).to_contain_text(hostile("first"))
    await expect(dialog).to_contain_text(hostile("second"))
    await _nothing_ran(second)

"""Who has access to a server, by name and picture."""

import re

import pytest
from playwright.async_api import Locator, expect

from fairlead_simulator.client import ControlClient
from tests.e2e.dashboard.conftest import Arrive
from tests.e2e.dashboard.visitor import Visitor
from tests.integration.fairlead_api.world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

_DRAWN = "image => image.complete && image.naturalWidth > 0"


def row_of(visitor: Visitor, name: str) -> Locator:
    """What the list says about somebody."""
    return visitor.page.get_by_label("Who has access").get_by_role("listitem").filter(has_text=name)


def access_to(world: World) -> str:
    return f"/guilds/{world.guild_id}/access"


async def test_people_have_names_and_pictures_and_the_owner_is_marked(arrive: Arrive, world: World):
    guild = world.simulator.simulation.world.guilds[world.guild_id]
    owner, delegate = guild.members[world.owner].user, guild.members[world.delegate]
    delegate.nick = "Bosun"
    visitor = await arrive()
    await visitor.sign_in(world.owner, access_to(world))
    row = row_of(visitor, f"@{owner.username}")
    await expect(row).to_contain_text(f"{owner.global_name}Owner@{owner.username}")
    await expect(row).to_contain_text("added the bot")
    await expect(row.get_by_role("button")).to_have_count(0)
    picture = row.locator("img")
    await expect(picture).to_have_attribute("src", f"/api/v1/pictures/avatars/{owner.id}/{owner.avatar}")
    await expect(picture).to_be_visible()
    await visitor.page.wait_for_function("() => [...document.images].every(image => image.complete)")
    assert await picture.evaluate(_DRAWN)
    other = row_of(visitor, "Bosun")
    await expect(other).to_contain_text(f"@{delegate.user.username}")
    await expect(other).to_contain_text(re.compile(f"since .*, by {owner.global_name}"))
    await expect(other.locator("img")).to_have_count(0)  # has none: two letters stand for it


async def test_who_has_access_already_is_not_offered_it_again(arrive: Arrive, world: World):
    user = world.simulator.simulation.world.users[world.owner]
    visitor = await arrive()
    await visitor.sign_in(world.owner, access_to(world))
    await visitor.page.get_by_label("Give a member access").fill(user.username)
    found = visitor.page.get_by_label("Members found").get_by_role("listitem")
    await expect(found).to_contain_text("has access")
    await expect(found.get_by_role("button")).to_have_count(0)


async def test_a_picture_that_cannot_be_had_leaves_the_letters(arrive: Arrive, world: World):
    user = world.simulator.simulation.world.users[world.owner]
    visitor = await arrive()
    await visitor.page.route("**/api/v1/pictures/**", lambda route: route.fulfill(status=502))
    await visitor.sign_in(world.owner, access_to(world))
    row = row_of(visitor, f"@{user.username}")
    await expect(row).to_contain_text((user.global_name or user.username)[0])
    await expect(row.locator("img")).to_have_count(0)


async def test_without_discord_the_list_shows_ids_and_says_why(arrive: Arrive, world: World, control: ControlClient):
    visitor = await arrive()
    await visitor.sign_in(world.owner)
    await control.inject("server_error", status=503, seconds=600)
    await visitor.go(access_to(world))
    await expect(row_of(visitor, "added the bot")).to_contain_text(f"{world.owner}Owner")
    await visitor.sees("Discord did not say who some of these people are.")


async def test_a_name_is_shown_as_it_is_and_runs_nothing(arrive: Arrive, world: World):
    name = '<img src=x onerror="document.title=1">'
    world.simulator.simulation.world.guilds[world.guild_id].members[world.delegate].nick = name
    visitor = await arrive()
    await visitor.sign_in(world.owner, access_to(world))
    await visitor.sees(name)
    assert await visitor.page.title() == "Access · Fairlead"

"""Choosing a server on the start page, and adding the bot to one where it is missing."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, Locator, expect

from fairlead_simulator.client import ControlClient
from fairlead_simulator.world.permissions import Permission
from tests.e2e.dashboard.built import BUILT
from tests.e2e.dashboard.conftest import Arrive
from tests.e2e.dashboard.visitor import Visitor
from tests.integration.fairlead_api.world import World
from tests.integration.fairlead_cli.up_process import UpProcess

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

PHONE = {"viewport": {"width": 360, "height": 740}}
_DRAWN = "image => image.decode().then(() => image.naturalWidth)"


def missing(visitor: Visitor) -> Locator:
    """The servers without the bot."""
    return visitor.page.get_by_label("Servers without the bot").get_by_role("listitem")


def own(visitor: Visitor) -> Locator:
    """The servers of a visitor."""
    return visitor.page.get_by_label("Your servers", exact=True).get_by_role("listitem")


@pytest.fixture
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UpProcess]:
    """A bot that runs, with its dashboard."""
    running = UpProcess(tmp_path_factory.mktemp("fleet"), "--max-concurrency", "4", FAIRLEAD_DASHBOARD=str(BUILT))
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.end()


async def test_the_bot_is_added_and_its_server_moves_to_the_others(chromium: Browser, fleet: UpProcess):
    urls: dict[str, str] = next(line["urls"] for line in reversed(fleet.lines) if line.get("ready"))
    async with ControlClient(urls["control"]) as control:
        guild = (await control.guilds())[0]
        await control.remove_bot(guild.id)
        owner = await Visitor.with_browser(await chromium.new_context(), urls["dashboard"], urls["api"])
        await owner.sign_in(guild.owner_id)
        await expect(missing(owner)).to_contain_text(guild.name, timeout=30_000)
        async with owner.page.expect_popup() as opened:
            await owner.page.get_by_role("link", name=f"Add the bot to {guild.name}").click()
        discord = await opened.value
        await expect(missing(owner)).to_contain_text("Waiting for the bot")
        await discord.click(f'button[name="user_id"][value="{guild.owner_id}"]')
        await discord.click(f'button[name="guild_id"][value="{guild.id}"]')
        await expect(discord.get_by_text("was added")).to_be_visible()
        await expect(own(owner)).to_contain_text(guild.name, timeout=30_000)
        await expect(missing(owner)).to_have_count(0)
        await own(owner).get_by_role("link").click()
        await owner.page.wait_for_url(f"**/guilds/{guild.id}/settings")
        assert owner.complaints == []


async def test_servers_have_their_pictures_and_the_menu_has_them_too(arrive: Arrive, world: World):
    guild = world.simulator.simulation.world.guilds[world.guild_id]
    address = f"/api/v1/pictures/icons/{guild.id}/{guild.icon}"
    owner = await arrive()
    await owner.sign_in(world.owner)
    picture = own(owner).locator("img")
    await expect(picture).to_have_attribute("src", address)
    assert await picture.evaluate(_DRAWN) == 128
    await own(owner).get_by_role("link").click()
    menu = owner.page.get_by_role("button", name="choose another server")
    await expect(menu.locator("img")).to_have_attribute("src", address)
    await menu.click()
    await expect(owner.page.get_by_role("menuitem", name=guild.name).locator("img")).to_have_attribute("src", address)


async def test_the_way_to_all_servers_stays_in_sight_however_many_there_are(arrive: Arrive, world: World):
    for number in range(20):
        await world.add_guild(1_000 + number, f"Quay {number}", world.owner)
    owner = await arrive()
    await owner.sign_in(world.owner, f"/guilds/{world.guild_id}/access")
    await owner.page.get_by_role("button", name="choose another server").click()
    await expect(owner.page.get_by_role("menuitem", name="Quay 19")).not_to_be_in_viewport()
    await expect(owner.page.get_by_role("menuitem", name="All servers")).to_be_in_viewport()


async def test_of_more_servers_than_the_api_lists_at_once_each_is_found(arrive: Arrive, world: World):
    for number in range(120):
        await world.add_guild(1_000 + number, f"Quay {number}", world.owner)
    owner = await arrive()
    await owner.sign_in(world.owner)
    await expect(own(owner)).to_have_count(121)
    await owner.page.get_by_role("searchbox", name="Search your servers").fill("quay 99")
    await expect(own(owner)).to_have_count(1)
    await expect(own(owner)).to_contain_text("Quay 99")
    await owner.page.get_by_role("searchbox").fill("nowhere")
    await owner.sees("None of your servers is called “nowhere”")


async def test_only_servers_that_one_manages_are_offered(arrive: Arrive, world: World, control: ControlClient):
    managed = await world.guild_without_bot(control, Permission.MANAGE_GUILD)
    visited = await world.guild_without_bot(control, Permission.MANAGE_ROLES)
    visited.name = "Visited"
    owner = await arrive()
    await owner.sign_in(world.owner)
    await expect(missing(owner)).to_have_count(1)
    await expect(missing(owner)).to_contain_text(managed.name)
    link = owner.page.get_by_role("link", name=f"Add the bot to {managed.name}")
    await expect(link).to_have_attribute("rel", "noreferrer")
    await owner.tab_to("Add")
    await expect(link).to_be_focused()


async def test_while_discord_is_away_ones_own_servers_are_there(arrive: Arrive, world: World, control: ControlClient):
    guild = await world.guild_without_bot(control)
    owner = await arrive()
    await control.inject("server_error", status=503, seconds=600, path="/users/@me/guilds")
    await owner.sign_in(world.owner)
    await expect(own(owner)).to_have_count(1)
    await owner.sees("Discord does not say which other servers you are in")
    await control.clear_faults()
    await owner.press("Try again")
    await expect(missing(owner)).to_contain_text(guild.name)


async def test_who_took_back_their_consent_signs_in_again(arrive: Arrive, world: World, control: ControlClient):
    guild = await world.guild_without_bot(control)
    owner = await arrive()
    await control.inject("server_error", status=503, seconds=600, path="/users/@me/guilds")
    await owner.sign_in(world.owner)
    await owner.sees("Discord does not say")
    grants = world.simulator.simulation.grants
    grants._access.clear()
    grants._refresh.clear()
    await control.clear_faults()
    await owner.press("Try again")
    await owner.page.get_by_role("link", name="Sign in again").click()
    await owner.say_who(world.owner)
    await expect(missing(owner)).to_contain_text(guild.name)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, {}], ids=["phone", "desktop"])
async def test_nobody_is_kept_out(
    arrive: Arrive, world: World, control: ControlClient, theme: str, size: dict[str, object]
):
    (
        await world.guild_without_bot(control)
    ).name = "A server whose name is as long as Discord lets the name of a server be"
    await world.add_guild(1_000, "Harbour" * 14, world.owner)
    owner = await arrive(color_scheme=theme, **size)
    await owner.sign_in(world.owner)
    await expect(missing(owner)).to_have_count(1)
    assert await owner.barriers() == []
    seen, window = await owner.width()
    assert seen <= window

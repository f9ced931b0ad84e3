"""The guilds that a user is in on Discord, and the links that add the bot where it is missing."""

from typing import Any, cast

import pytest
from redis.asyncio import Redis
from yarl import URL

from fairlead_api.discord_guilds.service import CACHE_SECONDS
from fairlead_simulator.client import ControlClient
from fairlead_simulator.oauth.grants import Scope
from fairlead_simulator.world.permissions import Permission
from tests.integration.fairlead_api.browser import Browser
from tests.integration.fairlead_api.conftest import OpenBrowser, StartApi
from tests.integration.fairlead_api.world import World

type Found = dict[int, dict[str, Any]]


@pytest.fixture
async def owner(browser: Browser, world: World) -> Browser:
    await browser.sign_in(world.owner)
    return browser


async def found_by(browser: Browser, query: str = "?limit=100") -> Found:
    answer = await browser.get(f"/discord-guilds{query}")
    assert answer.status == 200, answer.text
    return {int(guild["guild_id"]): guild for guild in answer.json["items"]}


async def test_a_guild_without_the_bot_has_a_link_that_adds_it(owner: Browser, world: World, control: ControlClient):
    guild = await world.guild_without_bot(control)
    found = (await found_by(owner))[guild.id]
    assert (found["name"], found["icon"], found["has_bot"]) == (guild.name, guild.icon, False)
    link = URL(found["invite_url"])
    assert str(link.with_query(None)) == world.simulator.endpoints.authorize
    assert link.query["scope"] == "bot applications.commands"
    assert link.query["permissions"] == str(Permission.VIEW_AUDIT_LOG.value)
    assert link.query["guild_id"] == str(guild.id)
    form = {"user_id": str(world.owner), "guild_id": str(guild.id)}
    async with owner.http.post(link, data=form) as added:
        assert "was added" in await added.text()
    bot = guild.members[world.simulator.simulation.application.bot.id]
    assert guild.roles[bot.role_ids[0]].permissions == Permission.VIEW_AUDIT_LOG


async def test_guilds_with_the_bot_have_their_pictures_and_no_link(owner: Browser, world: World):
    found = (await found_by(owner))[world.guild_id]
    guild = world.simulator.simulation.world.guilds[world.guild_id]
    assert (found["has_bot"], found["invite_url"], found["icon"]) == (True, None, guild.icon)


@pytest.mark.parametrize(
    ("permitted", "may"),
    [
        (Permission.MANAGE_GUILD, True),
        (Permission.ADMINISTRATOR, True),
        (Permission.MANAGE_ROLES, False),
        (Permission.BAN_MEMBERS, False),
    ],
)
async def test_who_may_not_manage_a_guild_gets_no_link_to_it(
    owner: Browser, world: World, control: ControlClient, permitted: Permission, may: bool
):
    guild = await world.guild_without_bot(control, permitted)
    found = (await found_by(owner))[guild.id]
    assert (found["invite_url"] is not None) is may


async def test_the_link_asks_for_the_permissions_of_the_setting(
    world: World, control: ControlClient, start_api: StartApi, open_browser: OpenBrowser
):
    guild = await world.guild_without_bot(control)
    browser = open_browser(await start_api(DISCORD_INVITE_PERMISSIONS="268435584"))
    await browser.sign_in(world.owner)
    assert URL((await found_by(browser))[guild.id]["invite_url"]).query["permissions"] == "268435584"


async def test_a_guild_that_the_bot_has_come_to_loses_its_link_at_once(
    owner: Browser, world: World, control: ControlClient
):
    guild = await world.guild_without_bot(control)
    assert (await found_by(owner))[guild.id]["invite_url"]
    await world.add_guild(guild.id, guild.name, world.owner)
    assert (await found_by(owner))[guild.id]["has_bot"]


async def test_a_user_sees_their_own_guilds_alone_and_others_none(
    open_browser: OpenBrowser, owner: Browser, world: World, control: ControlClient
):
    guild = await world.guild_without_bot(control)
    stranger = open_browser()
    await stranger.sign_in(world.stranger)
    assert guild.id in await found_by(owner)
    seen = (await found_by(stranger)).keys()
    assert guild.id not in seen
    assert world.other_guild_id in seen
    assert (await open_browser().get("/discord-guilds")).status == 401
    bearer = {"Authorization": f"Bearer {await world.make_key('guilds:read')}"}
    assert (await open_browser().get("/discord-guilds", headers=bearer)).code == "forbidden"


async def test_the_list_is_by_name_and_a_page_at_a_time(owner: Browser, world: World, control: ControlClient):
    for name in ("zulu", "Alpha", "mike"):
        (await world.guild_without_bot(control)).name = name
    whole = [guild["name"] for guild in (await found_by(owner)).values()]
    assert whole == sorted(whole, key=str.casefold)
    page = (await owner.get("/discord-guilds?limit=2&offset=1")).json
    assert [guild["name"] for guild in page["items"]] == whole[1:3]
    assert page["total"] == len(whole)


async def test_the_list_is_asked_for_once_a_minute_however_often_it_is_looked_at(
    owner: Browser, world: World, redis: Redis, control: ControlClient
):
    before = await found_by(owner)
    await control.inject("server_error", status=503, seconds=600)
    assert await found_by(owner) == before
    assert 0 < await redis.ttl(f"fairlead:discord-guilds:{world.owner}") <= CACHE_SECONDS


async def test_while_discord_is_away_own_guilds_are_still_there(owner: Browser, control: ControlClient):
    await control.inject("server_error", status=503, seconds=600)
    answer = await owner.get("/discord-guilds")
    assert (answer.status, answer.code) == (502, "discord")
    assert (await owner.get("/guilds")).json["total"] == 1
    await control.clear_faults()
    await control.inject("rate_limit", times=1, path="/users/@me/guilds")
    refused = await owner.get("/discord-guilds")
    assert (refused.status, refused.code) == (429, "rate_limited")
    assert int(refused.headers["Retry-After"]) > 0
    assert await found_by(owner)


async def test_a_token_that_has_ended_is_renewed_and_the_new_one_kept(owner: Browser, world: World, redis: Redis):
    grants = world.simulator.simulation.grants
    (first,) = grants._access
    del grants._access[first]
    assert world.guild_id in await found_by(owner)
    (second,) = grants._access
    await redis.delete(f"fairlead:discord-guilds:{world.owner}")
    assert world.guild_id in await found_by(owner)
    assert [*grants._access] == [second]
    assert (await owner.get("/auth/me")).json["user_id"] == str(world.owner)
    for key in await redis.keys("*"):
        content = cast("bytes", await redis.get(key)) if await redis.type(key) == b"string" else b""
        assert second.encode() not in content


async def test_who_took_back_their_consent_is_asked_to_sign_in_again(owner: Browser, world: World):
    grants = world.simulator.simulation.grants
    grants._access.clear()
    grants._refresh.clear()
    answer = await owner.get("/discord-guilds")
    assert (answer.status, answer.code) == (409, "consent_needed")
    assert (await owner.get("/guilds")).status == 200
    await owner.sign_in(world.owner)
    assert world.guild_id in await found_by(owner)


async def test_a_session_that_was_begun_for_less_is_asked_to_sign_in_again(browser: Browser, world: World):
    page = await browser.begin_login()
    back = await browser.agree(page.update_query(scope=Scope.IDENTIFY.value), world.owner)
    assert (await browser.come_back(back)).status == 303
    assert (await browser.get("/discord-guilds")).code == "consent_needed"


async def test_a_login_of_development_has_no_guilds_on_discord(
    world: World, start_api: StartApi, open_browser: OpenBrowser
):
    await world.add_admin("dev")
    browser = open_browser(await start_api(DEV_MODE="true", API_BASE_URL="http://localhost/api/v1"))
    login = {"username": "dev", "user_id": str(world.owner)}
    assert (await browser.post("/auth/dev/login", login)).status == 200
    assert (await browser.get("/discord-guilds")).json["items"] == []

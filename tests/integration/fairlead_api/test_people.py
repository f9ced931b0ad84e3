"""Names of those who have access: Discord is asked, within bounds, and its absence costs nothing but the names."""

import asyncio
from typing import Any

import pytest

from fairlead_api.discord.http import TIMEOUT_SECONDS
from fairlead_api.people import AT_ONCE, QUIET_SECONDS
from fairlead_shared.database.models import AuthorizedUser
from fairlead_shared.database.scope import FleetScope
from fairlead_simulator.client import ControlClient
from tests.integration.fairlead_api.browser import Browser
from tests.integration.fairlead_api.conftest import OpenBrowser, StartApi
from tests.integration.fairlead_api.world import World

NOBODY = 175928847299117063


@pytest.fixture
async def owner(browser: Browser, world: World) -> Browser:
    await browser.sign_in(world.owner)
    return browser


async def people(browser: Browser, world: World, query: str = "?limit=100") -> dict[int, dict[str, Any]]:
    answer = await browser.get(f"/guilds/{world.guild_id}/authorized-users{query}")
    assert answer.status == 200, answer.text
    return {int(entry["user_id"]): entry for entry in answer.json["items"]}


async def grant(world: World, *user_ids: int) -> None:
    async with world.database.transaction(FleetScope()) as transaction:
        for user_id in user_ids:
            transaction.add(AuthorizedUser(guild_id=world.guild_id, user_id=user_id, granted_by_user_id=world.delegate))


async def test_who_has_access_is_shown_by_name_and_picture_and_who_granted_it(owner: Browser, world: World):
    guild = world.simulator.simulation.world.guilds[world.guild_id]
    guild.members[world.delegate].nick = "Bosun"
    found = await people(owner, world)
    user, delegate = guild.members[world.owner].user, guild.members[world.delegate].user
    assert found[world.owner]["user"] == {
        "user_id": str(user.id),
        "username": user.username,
        "global_name": user.global_name,
        "nick": None,
        "avatar": user.avatar,
    }
    assert found[world.delegate]["user"]["nick"] == "Bosun"
    assert found[world.delegate]["user"]["username"] == delegate.username
    assert found[world.delegate]["granted_by"] == found[world.owner]["user"]


async def test_who_is_no_member_has_a_name_too_and_who_is_nobody_has_none(owner: Browser, world: World):
    await grant(world, world.stranger, NOBODY)
    found = await people(owner, world)
    stranger = world.simulator.simulation.world.users[world.stranger]
    assert found[world.stranger]["user"]["username"] == stranger.username
    assert found[NOBODY]["user"] is None
    assert found[NOBODY]["granted_by"]["user_id"] == str(world.delegate)


async def test_names_are_shared_by_replicas_and_outlast_discord(
    owner: Browser, open_browser: OpenBrowser, world: World, start_api: StartApi, control: ControlClient
):
    elsewhere = open_browser(await start_api())
    await elsewhere.sign_in(world.owner)
    before = await people(owner, world)
    await control.inject("server_error", status=503, seconds=600)
    assert await people(elsewhere, world) == before


async def test_without_discord_the_list_is_there_with_ids_and_names_follow_when_it_is_back(
    owner: Browser, world: World, control: ControlClient
):
    await control.inject("server_error", status=503, seconds=600)
    for _ in range(2):
        found = await people(owner, world)
        assert found.keys() == {world.owner, world.delegate}
        assert all(entry["user"] is None and entry["granted_by"] is None for entry in found.values())
    await control.clear_faults()
    async with asyncio.timeout(QUIET_SECONDS + 5):
        while (await people(owner, world))[world.owner]["user"] is None:
            await asyncio.sleep(0.1)


async def test_a_discord_that_failed_is_left_alone_for_a_while(owner: Browser, world: World, control: ControlClient):
    await control.inject("server_error", status=503, times=AT_ONCE)
    assert (await people(owner, world))[world.owner]["user"] is None
    again = await people(owner, world)
    assert again[world.owner]["user"] is None, "Discord was asked again at once"


async def test_a_discord_that_never_answers_does_not_keep_the_list_waiting(
    owner: Browser, world: World, control: ControlClient
):
    await control.inject("timeout", delay=600, seconds=600)
    async with asyncio.timeout(TIMEOUT_SECONDS):
        assert (await people(owner, world)).keys() == {world.owner, world.delegate}


async def test_a_long_list_breaks_no_limit_of_discord(owner: Browser, world: World, control: ControlClient):
    users = [user.id for user in world.simulator.simulation.world.users.values() if not user.bot]
    await grant(world, *(user_id for user_id in users if user_id not in {world.owner, world.delegate}))
    found = await people(owner, world)
    named = [entry for entry in found.values() if entry["user"] is not None]
    assert len(found) == len(users)
    assert len(named) > 10
    async with asyncio.timeout(30):
        while any(entry["user"] is None for entry in (await people(owner, world)).values()):
            await asyncio.sleep(0.1)
    assert (await control.report()).violations == {}

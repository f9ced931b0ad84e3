"""What a guild has that its settings may name: channels, roles and members."""

import pytest
from redis.asyncio import Redis

from fairlead_simulator.client import ControlClient
from fairlead_simulator.world.model import Channel, ChannelType, Guild, Role
from tests.integration.fairlead_api.browser import Browser
from tests.integration.fairlead_api.world import World

NOBODY = 175928847299117063


@pytest.fixture
async def delegate(browser: Browser, world: World) -> Browser:
    await browser.sign_in(world.delegate)
    return browser


@pytest.fixture
def guild(world: World) -> Guild:
    """The guild as Discord has it."""
    return world.simulator.simulation.world.guilds[world.guild_id]


def add(guild: Guild, kind: ChannelType, name: str, *, position: int, parent_id: int | None = None) -> None:
    channel_id = max(guild.channels) + 1
    guild.channels[channel_id] = Channel(channel_id, kind, name, guild.id, position, parent_id)


async def test_channels_are_listed_as_discord_shows_them(delegate: Browser, guild: Guild):
    text, voice = (channel.id for channel in guild.channels.values() if channel.type is ChannelType.CATEGORY)
    add(guild, ChannelType.VOICE, "Stand-up", position=0, parent_id=text)
    add(guild, ChannelType.FORUM, "questions", position=9, parent_id=text)
    add(guild, ChannelType.ANNOUNCEMENT, "news", position=9)
    add(guild, ChannelType.STAGE, "Podium", position=9, parent_id=voice)
    found = (await delegate.get(f"/guilds/{guild.id}/channels")).json["items"]
    assert [(channel["name"], channel["kind"]) for channel in found] == [
        ("news", "announcement"),
        ("Text", "category"),
        ("general", "text"),
        ("bot-commands", "text"),
        ("questions", "forum"),
        ("Stand-up", "voice"),
        ("Voice", "category"),
        ("Lounge", "voice"),
        ("Podium", "stage"),
    ]
    assert {int(channel["channel_id"]) for channel in found} == guild.channels.keys()
    by_name = {channel["name"]: channel["category_id"] for channel in found}
    assert (by_name["news"], by_name["general"], by_name["Lounge"]) == (None, str(text), str(voice))


async def test_roles_are_listed_from_the_top_with_their_colours(delegate: Browser, guild: Guild):
    grey = max(guild.roles) + 1
    guild.roles[grey] = Role(grey, "Guests", position=1, permissions=0, colour=0x0000FF)
    found = (await delegate.get(f"/guilds/{guild.id}/roles")).json["items"]
    bot = world_bot(guild)
    assert [(role["name"], role["colour"], role["managed"]) for role in found] == [
        (bot, None, True),
        ("Regulars", "#28b463", False),
        ("Moderators", "#2e86c1", False),
        ("Guests", "#0000ff", False),
        ("@everyone", None, False),
    ]
    assert found[-1]["role_id"] == str(guild.id)


def world_bot(guild: Guild) -> str:
    return next(role.name for role in guild.roles.values() if role.bot_id is not None)


async def test_a_member_is_named_and_who_is_none_is_not(delegate: Browser, guild: Guild, world: World):
    member = guild.members[world.owner]
    member.nick = "Skipper"
    seen = (await delegate.get(f"/guilds/{guild.id}/members/{world.owner}")).json
    assert (seen["user_id"], seen["username"], seen["nick"]) == (str(world.owner), member.user.username, "Skipper")
    answer = await delegate.get(f"/guilds/{guild.id}/members/{NOBODY}")
    assert (answer.status, answer.json["detail"]) == (404, "There is no such member in this guild.")
    assert (await delegate.get(f"/guilds/{guild.id}/members/x")).status == 422


@pytest.mark.parametrize("path", ["channels", "roles", "members/{owner}"])
async def test_an_answer_is_kept_for_a_moment_and_errors_are_not(
    delegate: Browser, guild: Guild, world: World, control: ControlClient, redis: Redis, path: str
):
    address = f"/guilds/{guild.id}/{path.format(owner=world.owner)}"
    await control.inject("server_error", status=503, seconds=600)
    answer = await delegate.get(address)
    assert (answer.status, answer.code) == (502, "discord")
    await control.clear_faults()
    before = await delegate.get(address)
    assert before.status == 200
    await control.inject("server_error", status=503, seconds=600)
    assert (await delegate.get(address)).json == before.json
    (key,) = [key async for key in redis.scan_iter("fairlead:directory:*")]
    assert 0 < await redis.ttl(key) <= 10
    await redis.delete(key)
    assert (await delegate.get(address)).status == 502

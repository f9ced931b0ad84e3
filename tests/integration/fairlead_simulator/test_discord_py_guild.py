"""Unmodified discord.py in its guild: threads, roles, bans, timeouts, audit log, webhooks, pins."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta

import discord
import pytest

from fairlead_simulator.client import ControlClient, GuildReport
from tests.integration.fairlead_simulator.discord_client import ShardedBot
from tests.integration.fairlead_simulator.waiting import until


@pytest.fixture
async def home(bot: ShardedBot, guild: GuildReport) -> discord.Guild:
    found = bot.get_guild(guild.id)
    assert found is not None
    return found


@pytest.fixture
async def sailor(home: discord.Guild) -> discord.Member:
    return next(member for member in home.members if not member.bot and member.id != home.owner_id)


async def cached(holds: Callable[[], bool]) -> None:
    async def check() -> bool:
        return holds()

    await until(check)


async def test_a_thread_is_begun_written_in_joined_and_archived(home: discord.Guild, sailor: discord.Member):
    message = await home.text_channels[0].send("topic")
    thread = await message.create_thread(name="talk", auto_archive_duration=60)
    await thread.send("first")
    await thread.add_user(sailor)
    assert {member.id for member in await thread.fetch_members()} == {sailor.id, home.me.id}
    await cached(lambda: home.get_thread(thread.id) is not None)
    assert [found.id for found in await home.active_threads()] == [thread.id]
    await thread.edit(archived=True)
    archived = [found.id async for found in home.text_channels[0].archived_threads()]
    assert archived == [thread.id]
    await thread.delete()
    await cached(lambda: home.get_thread(thread.id) is None)


async def test_a_forum_takes_posts(home: discord.Guild):
    forum = await home.create_forum("questions")
    post = await forum.create_thread(name="How?", content="Like this.")
    assert (post.thread.parent_id, post.message.content) == (forum.id, "Like this.")


async def test_a_role_is_made_and_given_and_the_cache_knows(home: discord.Guild, sailor: discord.Member):
    role = await home.create_role(name="Bosun", colour=discord.Colour(0x112233), reason="needed")
    await cached(lambda: home.get_role(role.id) is not None)
    await sailor.add_roles(role)
    await cached(lambda: role.id in {own.id for own in sailor.roles})
    await role.edit(name="Mate")
    await cached(lambda: (found := home.get_role(role.id)) is not None and found.name == "Mate")
    await role.delete()
    await cached(lambda: home.get_role(role.id) is None and role.id not in {own.id for own in sailor.roles})


async def test_a_member_is_timed_out_and_let_go(home: discord.Guild, sailor: discord.Member):
    await sailor.timeout(timedelta(hours=1), reason="rum")
    await cached(sailor.is_timed_out)
    await sailor.timeout(None)
    await cached(lambda: not sailor.is_timed_out())


async def test_a_ban_is_listed_logged_and_lifted(home: discord.Guild, sailor: discord.Member):
    await sailor.ban(reason="mutiny")
    await cached(lambda: home.get_member(sailor.id) is None)
    assert [(ban.user.id, ban.reason) async for ban in home.bans()] == [(sailor.id, "mutiny")]
    entries = [entry async for entry in home.audit_logs(action=discord.AuditLogAction.ban)]
    assert [(entry.target is not None and entry.target.id, entry.reason) for entry in entries] == [
        (sailor.id, "mutiny")
    ]
    assert entries[0].user is not None
    assert entries[0].user.id == home.me.id
    await home.unban(sailor)
    assert [ban async for ban in home.bans()] == []


async def test_the_owner_cannot_be_kicked(home: discord.Guild):
    assert home.owner is not None
    with pytest.raises(discord.Forbidden):
        await home.owner.kick()


async def test_a_webhook_speaks_and_its_message_is_edited(bot: ShardedBot, home: discord.Guild):
    webhook = await home.text_channels[0].create_webhook(name="Foghorn")
    sent = await webhook.send("Fog!", username="Lighthouse", wait=True)
    async with asyncio.timeout(10):
        heard = await bot.messages.get()
    assert (heard.id, heard.author.name, heard.webhook_id) == (sent.id, "Lighthouse", webhook.id)
    assert (await sent.edit(content="Clear.")).content == "Clear."
    await webhook.delete()


async def test_a_message_is_pinned(home: discord.Guild):
    message = await home.text_channels[0].send("rules")
    await message.pin()
    assert [found.id async for found in home.text_channels[0].pins()] == [message.id]
    await message.unpin()
    assert [found.id async for found in home.text_channels[0].pins()] == []


async def test_a_channel_is_made_closed_to_everyone_and_deleted(home: discord.Guild):
    closed: Mapping[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite] = {
        home.default_role: discord.PermissionOverwrite(view_channel=False)
    }
    channel = await home.create_text_channel("cabin", overwrites=closed, topic="Captain's")
    await cached(lambda: home.get_channel(channel.id) is not None)
    assert channel.overwrites_for(home.default_role).view_channel is False
    await channel.set_permissions(home.default_role, view_channel=True)
    await channel.edit(name="mess", slowmode_delay=5)
    await cached(lambda: (found := home.get_channel(channel.id)) is not None and found.name == "mess")
    await channel.delete()
    await cached(lambda: home.get_channel(channel.id) is None)


async def test_more_messages_than_the_bucket_holds_are_sent_without_a_violation(
    home: discord.Guild, control: ControlClient
):
    for number in range(7):
        await home.text_channels[0].send(str(number))
    assert (await control.report()).violations == {}


async def test_members_are_searched(home: discord.Guild, sailor: discord.Member):
    found = await home.query_members(query=sailor.name)
    assert [member.id for member in found] == [sailor.id]

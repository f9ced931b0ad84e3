import asyncio

import discord

from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from fairlead_simulator.snowflake import shard_of
from tests.integration.fairlead_simulator.discord_client import SHARDS, ShardedBot
from tests.integration.fairlead_simulator.raw_gateway import DEADLINE
from tests.integration.fairlead_simulator.waiting import next_of


async def test_every_guild_is_cached_whole_on_the_shard_of_the_formula(bot: ShardedBot, control: ControlClient):
    expected = {guild.id: guild for guild in await control.guilds()}
    assert {guild.id for guild in bot.guilds} == set(expected)
    for guild in bot.guilds:
        assert guild.shard_id == shard_of(guild.id, SHARDS)
        assert guild.chunked
        assert guild.owner_id == expected[guild.id].owner_id
        assert {role.id for role in guild.roles} == {role.id for role in expected[guild.id].roles}
        assert {channel.id for channel in guild.channels} == {channel.id for channel in expected[guild.id].channels}
        assert guild.me.guild_permissions.administrator


async def test_each_shard_identifies_once_and_breaks_no_rule(bot: ShardedBot, control: ControlClient):
    report = await control.report()
    assert report.identifies_by_shard == {(shard_id, SHARDS): 1 for shard_id in range(SHARDS)}
    assert report.violations == {}
    assert all(session.connected for session in report.sessions)


async def test_a_message_of_a_user_arrives(bot: ShardedBot, control: ControlClient):
    guild = (await control.guilds())[0]
    await control.send_message(guild.id, "ahoy", user_id=guild.members[-1].id)
    message = await next_of(bot.messages)
    assert (message.content, message.author.id) == ("ahoy", guild.members[-1].id)
    assert message.guild is not None
    assert message.guild.id == guild.id
    assert isinstance(message.author, discord.Member)


async def test_a_message_of_the_bot_can_be_edited_reacted_to_and_deleted(bot: ShardedBot):
    channel = bot.guilds[0].text_channels[0]
    sent = await channel.send("first", embed=discord.Embed(title="Chart"))
    await sent.edit(content="second")
    await sent.add_reaction("\N{ANCHOR}")
    found = await channel.fetch_message(sent.id)
    assert (found.content, found.embeds[0].title, found.reactions[0].me) == ("second", "Chart", True)
    assert [message.id async for message in channel.history()] == [sent.id]
    await sent.delete()
    assert [message.id async for message in channel.history()] == []


async def test_the_bot_is_seen_typing(bot: ShardedBot, control: ControlClient):
    before = (await control.report()).events_sent
    await bot.guilds[0].text_channels[0].typing()
    assert (await control.report()).events_sent == before + 1


async def test_a_file_is_sent_along(bot: ShardedBot):
    file = discord.File(__file__, filename="chart.txt")
    sent = await bot.guilds[0].text_channels[0].send("see", file=file)
    assert [attachment.filename for attachment in sent.attachments] == ["chart.txt"]


async def test_a_direct_message_goes_through_the_first_shard(bot: ShardedBot, control: ControlClient):
    member = next(member for member in bot.guilds[-1].members if not member.bot)
    sent = await member.send("psst")
    assert isinstance(sent.channel, discord.DMChannel)
    assert (await next_of(bot.messages)).id == sent.id


async def test_a_dropped_shard_resumes_and_misses_nothing(bot: ShardedBot, control: ControlClient):
    guild = next(guild for guild in await control.guilds() if shard_of(guild.id, SHARDS) == 2)
    await control.inject("drop", shard_id=2)
    for number in range(10):
        await control.send_message(guild.id, f"missed {number}")
    seen = [(await next_of(bot.messages)).content for _ in range(10)]
    assert await next_of(bot.resumed) == 2
    assert seen == [f"missed {number}" for number in range(10)]
    report = await control.report()
    assert (report.identifies, report.resumes, report.violations) == (SHARDS, 1, {})


async def test_a_new_guild_is_joined(bot: ShardedBot, control: ControlClient):
    (made,) = await control.add_guilds(name="New Harbour", members=2)
    guild = await next_of(bot.joined)
    assert (guild.id, guild.name, guild.member_count) == (made.id, "New Harbour", 3)


async def test_a_synced_command_is_run_and_answered(bot: ShardedBot, control: ControlClient):
    @bot.tree.command(description="Greet a member.")
    async def greet(interaction: discord.Interaction, who: discord.Member, times: int = 1) -> None:
        await interaction.response.send_message(" ".join([f"Ahoy {who.id}!"] * times), ephemeral=True)

    await bot.tree.sync()
    guild = (await control.guilds())[0]
    who = guild.members[0].id
    result = await control.run_command(guild.id, "greet", {"who": who, "times": 2})
    assert (result.answered, result.type, result.ephemeral) == (True, 4, True)
    assert result.content == f"Ahoy {who}! Ahoy {who}!"


async def test_a_deferred_command_is_waited_for_with_its_followups(bot: ShardedBot, control: ControlClient):
    proceed = asyncio.Event()

    @bot.tree.command(description="Take a while.")
    async def slow(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send("filled in")
        await interaction.followup.send("more")
        original = await interaction.original_response()
        await original.edit(content="edited")
        proceed.set()

    await bot.tree.sync()
    guild = (await control.guilds())[0]
    result = await control.run_command(guild.id, "slow")
    assert (result.answered, result.type, result.ephemeral) == (True, 5, True)
    assert result.content is not None
    async with asyncio.timeout(DEADLINE):
        await proceed.wait()


async def test_a_guild_command_in_a_group_is_found_by_its_words(
    bot: ShardedBot, control: ControlClient, simulator: Simulator
):
    group = discord.app_commands.Group(name="log", description="The ship's log.")

    @group.command(description="Write a line.")
    async def write(interaction: discord.Interaction, line: str) -> None:
        await interaction.response.send_message(f"logged {line}")

    guild = bot.guilds[1]
    bot.tree.add_command(group, guild=guild)
    await bot.tree.sync(guild=guild)
    result = await control.run_command(guild.id, "log write", {"line": "calm"})
    assert (result.content, result.ephemeral) == ("logged calm", False)


async def test_members_can_be_asked_for_over_the_gateway(bot: ShardedBot):
    guild = bot.guilds[0]
    assert guild.owner is not None
    found = await guild.query_members(query=guild.owner.name)
    assert [member.id for member in found] == [guild.owner_id]


async def test_the_application_and_its_owner_are_known(bot: ShardedBot, simulator: Simulator):
    information = await bot.application_info()
    assert str(information.id) == simulator.endpoints.application_id
    assert information.owner.name == "harbourmaster"

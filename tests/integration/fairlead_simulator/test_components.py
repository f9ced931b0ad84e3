"""Unmodified discord.py: buttons, selects, modals, autocomplete, context menus, and what a user does with them."""

import asyncio
import io

import discord
import pytest
from discord import app_commands

from fairlead_simulator.client import CommandResult, ControlClient, ControlError, GuildReport
from fairlead_simulator.interactions.model import ResponseType
from tests.integration.fairlead_simulator.discord_client import ShardedBot


class Choices(discord.ui.View):
    """A button, a disabled one, and a select of each kind that the tests use."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Hoist", custom_id="hoist")
    async def hoist(self, interaction: discord.Interaction, button: discord.ui.Button["Choices"]) -> None:
        button.label = "Hoisted"
        await interaction.response.edit_message(content=f"hoisted by {interaction.user.id}", view=self)

    @discord.ui.button(label="Never", custom_id="never", disabled=True)
    async def never(self, interaction: discord.Interaction, button: discord.ui.Button["Choices"]) -> None:
        raise AssertionError

    @discord.ui.button(label="Tell", custom_id="tell")
    async def tell(self, interaction: discord.Interaction, button: discord.ui.Button["Choices"]) -> None:
        await interaction.response.send_modal(Report())

    @discord.ui.button(label="Think", custom_id="think")
    async def think(self, interaction: discord.Interaction, button: discord.ui.Button["Choices"]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="thought")
        await interaction.followup.send("and said", ephemeral=True)

    @discord.ui.select(
        custom_id="sail", max_values=2, options=[discord.SelectOption(label=name) for name in ("jib", "main", "mizzen")]
    )
    async def sail(self, interaction: discord.Interaction, select: discord.ui.Select["Choices"]) -> None:
        await interaction.response.send_message(" and ".join(select.values), ephemeral=True)

    @discord.ui.select(cls=discord.ui.UserSelect, custom_id="mate")
    async def mate(self, interaction: discord.Interaction, select: discord.ui.UserSelect["Choices"]) -> None:
        await interaction.response.send_message(f"mate {select.values[0].id}")


class Report(discord.ui.Modal, title="Report"):
    """A modal with an input that is needed and one that is not."""

    ship: discord.ui.TextInput["Report"] = discord.ui.TextInput(label="Ship", custom_id="ship", max_length=10)
    more: discord.ui.TextInput["Report"] = discord.ui.TextInput(label="More", custom_id="more", required=False)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"{self.ship.value}:{self.more.value}", ephemeral=True)


@pytest.fixture
async def menu(bot: ShardedBot, control: ControlClient, guild: GuildReport) -> CommandResult:
    """An ephemeral answer with `Choices` under it."""

    @bot.tree.command(description="Show the choices.")
    async def menu(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("choose", view=Choices(), ephemeral=True)

    await bot.tree.sync()
    return await control.run_command(guild.id, "menu")


def message_id(result: CommandResult) -> int:
    return int(str(result.messages[0]["id"]))


async def test_a_button_changes_its_message(control: ControlClient, menu: CommandResult, guild: GuildReport):
    who = guild.members[-1].id
    result = await control.use_component(guild.id, message_id(menu), "hoist", user_id=who)
    assert (result.type, result.content) == (ResponseType.UPDATE_MESSAGE, f"hoisted by {who}")
    assert message_id(result) == message_id(menu)
    assert "Hoisted" in str(result.messages[0]["components"])


async def test_a_button_of_a_message_in_the_channel_works_like_one_of_an_answer(
    bot: ShardedBot, control: ControlClient, guild: GuildReport
):
    found = bot.get_guild(guild.id)
    assert found is not None
    sent = await found.text_channels[0].send("choose", view=Choices())
    result = await control.use_component(guild.id, sent.id, "hoist")
    assert result.content == f"hoisted by {guild.owner_id}"


async def test_a_deferred_button_edits_its_message_and_follows_up(
    control: ControlClient, menu: CommandResult, guild: GuildReport, bot: ShardedBot
):
    result = await control.use_component(guild.id, message_id(menu), "think")
    assert (result.answered, result.type) == (True, ResponseType.DEFERRED_UPDATE)


@pytest.mark.parametrize(
    ("custom_id", "values", "reason"),
    [
        ("never", [], "disabled"),
        ("nothing", [], "there are: hoist, never, tell, think, sail, mate"),
        ("sail", [], "between 1 and 2"),
        ("sail", ["jib", "main", "mizzen"], "between 1 and 2"),
        ("sail", ["spinnaker"], "must be one of|Value must be"),
        ("mate", ["5"], "no such user"),
    ],
)
async def test_what_a_user_cannot_do_is_refused(
    control: ControlClient,
    menu: CommandResult,
    guild: GuildReport,
    custom_id: str,
    values: list[str],
    reason: str,
):
    with pytest.raises(ControlError, match=reason):
        await control.use_component(guild.id, message_id(menu), custom_id, values)


async def test_a_message_that_nobody_sees_has_no_components(control: ControlClient, guild: GuildReport):
    with pytest.raises(ControlError, match="There is no message 5"):
        await control.use_component(guild.id, 5, "hoist")


async def test_a_select_passes_on_what_was_chosen(control: ControlClient, menu: CommandResult, guild: GuildReport):
    result = await control.use_component(guild.id, message_id(menu), "sail", ["jib", "mizzen"])
    assert (result.content, result.ephemeral) == ("jib and mizzen", True)
    assert message_id(result) != message_id(menu)


async def test_a_select_of_users_passes_on_the_member(control: ControlClient, menu: CommandResult, guild: GuildReport):
    who = guild.members[-1].id
    result = await control.use_component(guild.id, message_id(menu), "mate", [who])
    assert (result.content, result.ephemeral) == (f"mate {who}", False)


async def test_a_modal_is_shown_and_submitted(control: ControlClient, menu: CommandResult, guild: GuildReport):
    shown = await control.use_component(guild.id, message_id(menu), "tell")
    assert (shown.type, shown.data["title"]) == (ResponseType.MODAL, "Report")
    result = await control.submit_modal(shown.interaction_id, {"ship": "Argo"})
    assert (result.content, result.ephemeral) == ("Argo:", True)


@pytest.mark.parametrize(
    ("values", "reason"), [({}, "1 or more"), ({"ship": "x" * 11}, "10 or fewer"), ({"mast": "x"}, "there are")]
)
async def test_a_modal_that_is_filled_in_wrongly_is_refused(
    control: ControlClient, menu: CommandResult, guild: GuildReport, values: dict[str, str], reason: str
):
    shown = await control.use_component(guild.id, message_id(menu), "tell")
    with pytest.raises(ControlError, match=reason):
        await control.submit_modal(shown.interaction_id, values)


async def test_only_a_modal_that_was_shown_is_submitted(control: ControlClient, menu: CommandResult):
    with pytest.raises(ControlError, match="was not answered with a modal"):
        await control.submit_modal(menu.interaction_id)


async def test_choices_are_offered_while_the_user_types(bot: ShardedBot, control: ControlClient, guild: GuildReport):
    @bot.tree.command(description="Go somewhere.")
    async def sail(interaction: discord.Interaction, port: str) -> None:
        await interaction.response.send_message(port)

    @sail.autocomplete("port")
    async def ports(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        names = ("Lisbon", "London", "Oslo")
        return [app_commands.Choice(name=name, value=name) for name in names if name.startswith(typed)]

    await bot.tree.sync()
    result = await control.run_command(guild.id, "sail", {"port": "L"}, focused="port")
    assert result.type == ResponseType.AUTOCOMPLETE
    assert result.data == {"choices": [{"name": name, "value": name} for name in ("Lisbon", "London")]}
    with pytest.raises(ControlError, match="This option is required"):
        await control.run_command(guild.id, "sail")


async def test_commands_of_the_context_menu_get_what_they_were_called_on(
    bot: ShardedBot, control: ControlClient, guild: GuildReport, channel: int
):
    @bot.tree.context_menu(name="Salute")
    async def salute(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"salute {member.id}")

    @bot.tree.context_menu(name="Log It")
    async def log_it(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"logged {message.content}")

    await bot.tree.sync()
    who = guild.members[-1].id
    assert (await control.run_command(guild.id, "Salute", target_id=who)).content == f"salute {who}"
    written = await control.send_message(guild.id, "land", channel_id=channel)
    result = await control.run_command(guild.id, "Log It", target_id=written, channel_id=channel)
    assert result.content == "logged land"
    for name in ("Salute", "Log It"):
        with pytest.raises(ControlError):
            await control.run_command(guild.id, name, target_id=5)


async def test_a_command_for_moderators_is_not_for_everyone(
    bot: ShardedBot, control: ControlClient, guild: GuildReport
):
    @bot.tree.command(description="For few.")
    @app_commands.default_permissions(ban_members=True, manage_guild=True)
    async def few(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("aye")

    await bot.tree.sync()
    assert (await control.run_command(guild.id, "few")).content == "aye"
    member = next(member.id for member in guild.members if member.id != guild.owner_id)
    with pytest.raises(ControlError, match="may not use 'few'") as refused:
        await control.run_command(guild.id, "few", user_id=member)
    assert refused.value.status == 403


async def test_a_followup_carries_files_and_embeds(bot: ShardedBot, control: ControlClient, guild: GuildReport):
    sent = asyncio.Event()

    @bot.tree.command(description="Show the chart.")
    async def chart(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("wait")
        embed = discord.Embed(title="Chart").add_field(name="Scale", value="1:50,000")
        more = await interaction.followup.send(
            "here", embed=embed, file=discord.File(io.BytesIO(b"map"), "chart.txt"), wait=True
        )
        await more.edit(content="there")
        assert (await interaction.followup.fetch_message(more.id)).content == "there"
        sent.set()

    await bot.tree.sync()
    assert (await control.run_command(guild.id, "chart")).content == "wait"
    async with asyncio.timeout(10):
        await sent.wait()

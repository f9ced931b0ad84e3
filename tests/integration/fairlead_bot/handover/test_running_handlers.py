"""Handlers that run on in the pod that left: what they wait for, and their menus, still reach them."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import pytest
from redis.asyncio import Redis

from fairlead_bot.expired_menu import TEXT
from fairlead_bot.gateway.handover.figures import Outcome
from fairlead_bot.gateway.handover.standbys import standbys
from fairlead_shared.fleet.status import StatusStore
from fairlead_simulator.client import CommandResult, ControlClient
from tests.integration.fairlead_bot.handover.conftest import Slot
from tests.integration.fairlead_bot.pods import LocalPod
from tests.integration.fairlead_bot.stored_sessions import StoredSlot
from tests.integration.fairlead_bot.waiting import DEADLINE_SECONDS, eventually

pytestmark = pytest.mark.e2e

ASKS = '''
import discord


class Menu(discord.ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @discord.ui.button(label="always", custom_id="always")
    async def always(self, interaction, button):
        await interaction.response.send_message("always there")


class Form(discord.ui.Modal, title="a form"):
    word = discord.ui.TextInput(label="word", custom_id="word")

    def __init__(self, bot):
        super().__init__()
        self.bot = bot

    async def on_submit(self, interaction):
        self.bot.told.append("form")
        await interaction.response.send_message(f"the word is {self.word.value}")


class Question(discord.ui.View):
    def __init__(self, bot):
        super().__init__(timeout=300)
        self.bot = bot

    @discord.ui.button(label="yes", custom_id="yes")
    async def yes(self, interaction, button):
        self.bot.told.append("yes")
        await interaction.response.send_message("so be it")
        self.bot.dispatch("decided")
        self.stop()

    @discord.ui.button(label="form", custom_id="form")
    async def form(self, interaction, button):
        await interaction.response.send_modal(Form(self.bot))


@discord.app_commands.command()
async def greet(interaction):
    """Greet."""
    interaction.client.told.append("greet")
    await interaction.response.send_message("hello")


async def setup(bot):
    bot.tree.add_command(greet)
    bot.told, bot.heard, bot.asked = [], [], []
    bot.add_view(Menu())

    @bot.listen("on_decided")
    async def decided():
        bot.told.append("decided")

    @bot.listen("on_message")
    async def message(message):
        bot.heard.append(message.content)
        if message.content == "ask":
            view = Question(bot)
            bot.asked.append((await message.channel.send("?", view=view)).id)
            await view.wait()
            bot.told.append("done")
        if message.content == "wait for anything":
            bot.told.append("waits")
            while (await bot.wait_for("interaction")).data.get("custom_id") != "yes":
                bot.told.append("not that")
        if message.content == "wait":
            bot.told.append("waits")
            await bot.wait_for("message", check=lambda answer: answer.content == "go")
            bot.told.append("went")
'''


@dataclass
class Handed:
    """A slot that one pod hands to another while handlers of the first run on."""

    control: ControlClient
    leaving: LocalPod
    standby: LocalPod
    guild_id: int
    first: Any = None  # Any: the bots, on which the cog sets attributes
    second: Any = None

    async def say(self, word: str) -> None:
        """Write a message, and wait until a pod has begun to handle it."""
        await self.control.send_message(self.guild_id, word)
        await eventually(lambda: word in self.first.heard or word in (self.second or self.first).heard, word)

    async def asked(self) -> int:
        """Have the leaving pod send a menu; return the message."""
        await self.say("ask")
        await eventually(lambda: bool(self.first.asked), "the menu is there")
        message_id: int = self.first.asked[0]
        return message_id

    async def hand_over(self) -> None:
        """Ask the first pod to end; wait until the second drives the slot."""
        self.leaving.stopping.set()
        await self.standby.ready()
        self.second = self.standby.runtime.pod.bot
        assert self.standby.runtime.pod.handovers.outcomes == {Outcome.TAKEN: 1}

    async def press(self, message_id: int, custom_id: str) -> CommandResult:
        """Press a button."""
        return await self.control.use_component(self.guild_id, message_id, custom_id)

    async def left(self) -> None:
        """Wait until the first pod has ended."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            await self.leaving.running


@pytest.fixture
async def handed(slot: Slot, redis: Redis, stored: StoredSlot, tmp_path: Path) -> Handed:
    """A pod that drives the slot and a standby that says where it is; both have a cog that asks."""
    (tmp_path / "cogs" / "asking.py").write_text(ASKS)
    slot.variables["FAIRLEAD_COGS_ENABLED"] = "asking"
    leaving = slot.pod(0)
    await leaving.ready()
    standby = slot.pod(1)
    await standby.standby()
    store = StatusStore(redis, stored.keys, stored.generation)

    async def says_so() -> bool:
        return bool(standbys((await store.read()).pods))

    await eventually(says_so, "the standby says where it is")
    guild = (await slot.control.guilds())[0]
    return Handed(slot.control, leaving, standby, guild.id, first=leaving.runtime.pod.bot)


async def test_a_button_of_a_menu_that_a_running_handler_waits_for_is_answered_by_that_handlers_pod(handed: Handed):
    message_id = await handed.asked()
    await handed.hand_over()
    assert not handed.leaving.running.done()
    assert (await handed.press(message_id, "yes")).content == "so be it"
    await handed.left()
    assert handed.first.told == ["yes", "decided", "done"]
    assert handed.second.told == []


async def test_a_modal_that_a_menu_of_the_pod_that_left_opens_is_answered_there(handed: Handed):
    message_id = await handed.asked()
    await handed.hand_over()
    opened = await handed.press(message_id, "form")
    answer = await handed.control.submit_modal(opened.interaction_id, {"word": "mellon"})
    assert answer.content == "the word is mellon"
    assert (await handed.press(message_id, "yes")).answered
    await handed.left()
    assert handed.first.told[0] == "form"
    assert handed.second.told == []


async def test_an_event_that_a_running_handler_waits_for_reaches_it_and_the_new_pods_listeners_alone(handed: Handed):
    await handed.say("wait")
    await eventually(lambda: handed.first.told == ["waits"], "the handler waits")
    await handed.hand_over()
    await handed.say("stay")
    await handed.say("go")
    await handed.left()
    assert handed.first.told == ["waits", "went"]
    assert handed.first.heard == ["wait"]
    assert handed.second.heard == ["stay", "go"]
    assert handed.second.told == []


async def test_a_menu_that_has_ended_in_the_pod_that_left_has_expired_while_that_still_runs_and_afterwards(
    handed: Handed,
):
    message_id = await handed.asked()
    await handed.say("wait")
    await handed.hand_over()
    assert (await handed.press(message_id, "yes")).content == "so be it"
    await eventually(lambda: "done" in handed.first.told, "the menu has ended")
    again = await handed.press(message_id, "yes")
    assert (again.content, again.ephemeral) == (TEXT, True)
    await handed.say("go")
    await handed.left()
    after = await handed.press(message_id, "yes")
    assert (after.content, after.ephemeral) == (TEXT, True)
    assert handed.first.told.count("yes") == 1
    assert handed.second.told == []


async def test_a_persistent_menu_is_answered_by_the_new_pod_at_once(handed: Handed):
    guild = handed.first.guilds[0]
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="always", custom_id="always"))
    message = await guild.text_channels[0].send("a menu", view=view)
    await handed.say("wait")
    await handed.hand_over()
    answer = await handed.control.use_component(guild.id, message.id, "always")
    assert answer.content == "always there"
    assert handed.second.forwarding.forwarded == 0 or not handed.leaving.running.done()
    await handed.say("go")
    await handed.left()


async def test_a_handler_that_waits_for_interactions_sees_them_and_commands_and_menus_answer_once(handed: Handed):
    guild = handed.first.guilds[0]
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="always", custom_id="always"))
    message = await guild.text_channels[0].send("a menu", view=view)
    await handed.say("wait for anything")
    await eventually(lambda: handed.first.told == ["waits"], "the handler waits")
    question = await guild.text_channels[0].send("?", view=discord.ui.View().add_item(yes_button()))
    await handed.hand_over()
    assert (await handed.control.run_command(guild.id, "greet")).content == "hello"
    await eventually(lambda: handed.first.told == ["waits", "not that"], "the handler saw the command, and waits again")
    assert (await handed.control.use_component(guild.id, message.id, "always")).content == "always there"
    await eventually(lambda: handed.first.told == ["waits", "not that", "not that"], "the handler saw both")
    assert handed.second.told == ["greet"]
    await handed.control.use_component(guild.id, question.id, "yes", wait=0.5)
    await handed.left()
    assert (await handed.control.report()).violations == {}


def yes_button() -> discord.ui.Button[Any]:
    """A button without a callback of its own."""
    return discord.ui.Button(label="yes", custom_id="yes")


@pytest.mark.timeout(180)
async def test_a_handler_that_waits_in_vain_is_cut_short_when_the_time_to_drain_is_over(slot: Slot, handed: Handed):
    message_id = await handed.asked()
    began = asyncio.get_running_loop().time()
    await handed.hand_over()
    await handed.left()
    drain = handed.leaving.runtime._settings.drain_seconds
    assert drain - 10 < asyncio.get_running_loop().time() - began < drain + 1
    late = await handed.press(message_id, "yes")
    assert (late.content, late.ephemeral) == (TEXT, True)
    assert (await slot.control.report()).violations == {}

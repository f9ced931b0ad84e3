"""Which events need a mark."""

import asyncio
from typing import Any, cast

import discord
import pytest
from discord.ext import commands

from fairlead_bot.bot import FairleadBot
from fairlead_bot.gateway.delivery.dispatch_names import DISPATCH_NAMES
from fairlead_bot.gateway.delivery.need import ALWAYS, LIFECYCLE, Listeners, needs_mark
from tests.unit.fairlead_bot.services_for_tests import bot as new_bot

EVENTS = sorted(DISPATCH_NAMES)


@pytest.fixture
def bot() -> FairleadBot:
    """A bot that nobody has written a line for."""
    return new_bot()


def needed(bot: FairleadBot) -> set[str]:
    """The events that need a mark at the moment, one that no table knows included."""
    return {event for event in [*EVENTS, "SOMETHING_NEW"] if needs_mark(event, cast("Listeners", bot))}


async def hear(*_arguments: object) -> None:
    """Listen to anything."""


def test_of_a_bot_that_listens_to_nothing_interactions_alone_need_a_mark(bot: FairleadBot):
    assert needed(bot) == {"INTERACTION_CREATE"}


@pytest.mark.parametrize("event", [event for event in EVENTS if DISPATCH_NAMES[event] and event not in LIFECYCLE])
def test_an_event_needs_a_mark_as_soon_as_one_of_its_names_is_listened_to_and_none_when_nobody_does(
    bot: FairleadBot, event: str
):
    for name in DISPATCH_NAMES[event]:
        bot.add_listener(hear, f"on_{name}")
        assert event in needed(bot)
        assert needed(bot) == {ALWAYS} | {other for other in EVENTS if name in DISPATCH_NAMES[other]} - LIFECYCLE
        bot.remove_listener(hear, f"on_{name}")
        assert needed(bot) == {ALWAYS}


def test_the_events_of_a_connection_need_none_whoever_listens(bot: FairleadBot):
    for name in ("on_ready", "on_shard_ready", "on_resumed", "on_connect", "on_socket_event_type"):
        bot.add_listener(hear, name)
    assert not needed(bot) & LIFECYCLE


def test_whoever_listens_to_the_types_of_events_hears_of_all_of_them(bot: FairleadBot):
    bot.add_listener(hear, "on_socket_event_type")
    assert needed(bot) == {*EVENTS, "SOMETHING_NEW"} - LIFECYCLE


def test_a_method_of_the_bot_counts_like_a_listener(bot: FairleadBot):
    async def on_presence_update(*_members: discord.Member) -> None:
        """Listen."""

    bot.event(on_presence_update)
    assert needed(bot) == {"INTERACTION_CREATE", "PRESENCE_UPDATE"}


async def test_one_who_waits_for_an_event_hears_of_it_until_it_came(bot: FairleadBot):
    bot.loop = asyncio.get_running_loop()
    waiting = asyncio.ensure_future(bot.wait_for("typing", timeout=10))
    await asyncio.sleep(0)
    assert needed(bot) == {"INTERACTION_CREATE", "TYPING_START"}
    bot.dispatch("typing", "channel", "user", "when")
    await waiting
    assert needed(bot) == {"INTERACTION_CREATE"}


def test_messages_need_a_mark_once_there_is_a_text_command(bot: FairleadBot):
    @bot.command()
    async def sail(_context: commands.Context[Any]) -> None:  # Any: the context's own bot
        """Sail."""

    assert needed(bot) == {"INTERACTION_CREATE", "MESSAGE_CREATE"}
    bot.remove_command("sail")
    assert needed(bot) == {"INTERACTION_CREATE"}


def test_messages_need_a_mark_when_somebody_answers_commands_that_do_not_exist(bot: FairleadBot):
    bot.add_listener(hear, "on_command_error")
    assert needed(bot) == {"INTERACTION_CREATE", "MESSAGE_CREATE"}


async def test_a_cog_is_heard_from_when_it_is_added_until_it_is_removed(bot: FairleadBot):
    class Reads(commands.Cog):
        @commands.Cog.listener()
        async def on_raw_message_edit(self, _payload: object) -> None:
            """Listen."""

    await bot.add_cog(Reads())
    assert needed(bot) == {"INTERACTION_CREATE", "MESSAGE_UPDATE"}
    await bot.remove_cog("Reads")
    assert needed(bot) == {"INTERACTION_CREATE"}


@pytest.mark.parametrize("replaced", ["instance", "class"])
def test_another_on_message_than_that_of_discord_py_needs_marks_without_any_command(bot: FairleadBot, replaced: str):
    async def on_message(_message: discord.Message) -> None:
        """Listen."""

    if replaced == "instance":
        bot.event(on_message)
        assert "MESSAGE_CREATE" in needed(bot)
        return

    class Overrides(FairleadBot):
        async def on_message(self, message: discord.Message, /) -> None:
            """Listen."""

    bot.__class__ = Overrides
    assert "MESSAGE_CREATE" in needed(bot)

"""A process that is killed after it has handled events, and the one that gets them again."""

from pathlib import Path

import pytest

from fairlead_shared.fleet.delivery import Delivery
from fairlead_simulator.client import ControlClient
from tests.integration.fairlead_bot.conftest import StartPod, StartProcess
from tests.integration.fairlead_bot.delivery.conversation import bot_of
from tests.integration.fairlead_bot.stored_sessions import StoredSlot
from tests.integration.fairlead_bot.waiting import eventually

HEARS_EVERYTHING = """
import asyncio

from discord import app_commands

async def setup(bot):
    bot.heard, bot.waited = [], []

    def hear(name):
        async def note(*arguments):
            bot.heard.append((name, getattr(arguments[0], "name", None) or getattr(arguments[0], "content", None)))
            bot.services.log.info("heard", what=str(bot.heard[-1]))
        bot.add_listener(note, f"on_{name}")

    for name in ("message", "guild_join", "guild_available", "interaction", "socket_event_type"):
        hear(name)

    async def wait():
        message = await bot.wait_for("message")
        bot.waited.append(message.content)

    bot.waiting = asyncio.get_running_loop().create_task(wait())

    @bot.tree.command(description="Answer.")
    async def answer(interaction):
        bot.services.log.info("heard", what="the command")
        await interaction.response.send_message("answered")
"""


@pytest.fixture
def hearing(noting: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Variables of a pod whose cog hears everything, and whose checkpoints come so late that all is replayed."""
    (tmp_path / "cogs" / "noting.py").write_text(HEARS_EVERYTHING)
    return noting | {"FAIRLEAD_CHECKPOINT_SECONDS": "300"}


@pytest.mark.parametrize("delivery", Delivery)
async def test_what_was_handled_changes_the_cache_of_the_next_process_and_nobody_there_hears_of_it(
    start_process: StartProcess,
    start_pod: StartPod,
    control: ControlClient,
    stored: StoredSlot,
    hearing: dict[str, str],
    delivery: Delivery,
):
    variables = hearing | {"FAIRLEAD_DELIVERY": delivery}
    first = await start_process(0, **variables)
    await first.ready()
    await stored.begun((0, 1))
    guild = (await control.guilds())[0]
    assert (await control.run_command(guild.id, "answer")).answered
    (joined,) = await control.add_guilds(1, name="joined before")
    message = await control.send_message(guild.id, "said before")
    for told in ("the command", "joined before", "said before"):
        await eventually(lambda word=told: word in first.output, f"the first process hears of {told}")  # type: ignore[misc] # bound now
    marked = {
        shard_id: session.sequence for session in (await control.report()).sessions for shard_id in [session.shard_id]
    }

    async def marks_are_written() -> bool:
        return all(each.mark >= marked[shard_id] for shard_id, each in (await stored.sessions()).items())

    await eventually(marks_are_written, "the marks are in the store")
    await first.kill()

    second = start_pod(0, **variables)
    await second.ready()
    await control.send_message(guild.id, "said after")
    bot = bot_of(second)
    await eventually(lambda: ("message", "said after") in bot.heard, "the new message is handled")
    assert bot.get_guild(joined.id) is not None
    assert message in [each.id for each in bot.cached_messages]
    assert [each for each in bot.heard if each[0] in {"message", "guild_join", "interaction"}] == [
        ("message", "said after")
    ]
    assert bot.waited == ["said after"]
    assert sum(shard.record.applied_silently for shard in second.shards.values()) >= 2
    report = await control.report()
    assert (report.identifies, report.resumes, report.violations) == (2, 2, {})

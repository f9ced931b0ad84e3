"""Cogs on a running pod."""

import os
from pathlib import Path

import orjson
import pytest
from redis.asyncio import Redis

from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import CogStatus
from fairlead_shared.fleet.status import StatusStore
from fairlead_simulator.client import ControlClient, ControlError
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_bot.conftest import StartPod
from tests.integration.fairlead_bot.pods import LocalPod
from tests.integration.fairlead_bot.waiting import eventually

RAISES = """
from discord import app_commands
from discord.ext import commands
from fairlead_shared.errors import NotFoundError

class Raises(commands.Cog):
    def __init__(self, bot, services):
        self.services = services

    @commands.Cog.listener()
    async def on_message(self, message):
        if not message.author.bot:
            raise ValueError("a listener raises")

    @app_commands.command(description="Raises.")
    async def explode(self, interaction):
        raise ValueError("the password is hunter2")

    @app_commands.command(description="Refuses.")
    async def find(self, interaction):
        raise NotFoundError("There is no such thing.")

    @app_commands.command(description="Raises later.")
    async def later(self, interaction):
        await interaction.response.defer(ephemeral=True)
        raise NotFoundError("It is gone by now.")

    @app_commands.command(description="Answers.")
    async def answer(self, interaction):
        await interaction.response.send_message("{answer}")

async def setup(bot):
    await bot.add_cog(Raises(bot, bot.services))
"""


def write(folder: Path, answer: str = "42") -> None:
    folder.mkdir(exist_ok=True)
    path = folder / "raises.py"
    path.write_text(RAISES.replace("{answer}", answer))
    later = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(later, later))


@pytest.fixture
async def pod(start_pod: StartPod, tmp_path: Path, control: ControlClient) -> LocalPod:
    """A pod with a cog that raises, one that does not exist, and `/status`."""
    write(tmp_path / "cogs")
    pod = start_pod(
        0,
        FAIRLEAD_COGS_DIRECTORY=str(tmp_path / "cogs"),
        FAIRLEAD_COGS_ENABLED="raises,status,absent",
        FAIRLEAD_SHARD_COUNT="1",
        DEV_MODE="true",
    )
    await pod.ready()
    await eventually(lambda: answers(control, "answer", "42"), "the commands are registered")
    return pod


async def answers(control: ControlClient, command: str, content: str) -> bool:
    guild = (await control.guilds())[0]
    try:
        return (await control.run_command(guild.id, command)).content == content
    except ControlError:
        return False


def errors_of(pod: LocalPod) -> int:
    return next(cog.handler_errors for cog in pod.runtime.pod.status().cogs if cog.name == "raises")


async def test_a_listener_that_raises_is_counted_and_other_handlers_go_on(pod: LocalPod, control: ControlClient):
    guild = (await control.guilds())[0]
    await control.send_message(guild.id, "hello")
    await eventually(lambda: errors_of(pod) == 1, "the error is counted")
    assert await answers(control, "answer", "42")
    assert (await control.report()).resumes == 0


async def test_an_unexpected_error_of_a_command_is_answered_with_an_id_and_nothing_else(
    pod: LocalPod, control: ControlClient
):
    result = await control.run_command((await control.guilds())[0].id, "explode")
    assert result.ephemeral
    assert "give this id: `" in (result.content or "")
    assert "hunter2" not in (result.content or "")
    await eventually(lambda: errors_of(pod) == 1, "the error is counted")


async def test_a_domain_error_of_a_command_is_answered_in_its_own_words_and_is_no_failure(
    pod: LocalPod, control: ControlClient
):
    result = await control.run_command((await control.guilds())[0].id, "find")
    assert result.ephemeral
    assert result.content == "There is no such thing."
    assert errors_of(pod) == 0


async def test_a_command_that_fails_after_it_answered_is_answered_by_a_further_message(
    pod: LocalPod, control: ControlClient
):
    result = await control.run_command((await control.guilds())[0].id, "later")
    assert "It is gone by now." in [result.content, *(message["content"] for message in result.messages)]


async def test_a_command_that_no_cog_has_any_more_is_answered_as_not_available(pod: LocalPod, control: ControlClient):
    bot = pod.runtime.pod.bot
    assert bot is not None
    bot.tree.remove_command("answer")
    result = await control.run_command((await control.guilds())[0].id, "answer")
    assert result.ephemeral
    assert result.content == "This command is not available at the moment."


async def test_the_fleet_s_status_shows_which_cogs_failed(pod: LocalPod, redis: Redis, simulator: Simulator):
    store = StatusStore(redis, FleetKeys(int(simulator.endpoints.application_id)), Generation(1, 2))

    async def shown() -> bool:
        return any(cog.loaded for report in (await store.read()).pods for cog in report.status.cogs)

    await eventually(shown, "the pod has reported its cogs")
    (report,) = (await store.read()).pods
    assert report.status.cogs == (
        CogStatus(name="absent", loaded=False, error="There is no cog of this name."),
        CogStatus(name="raises", loaded=True),
        CogStatus(name="status", loaded=True),
    )
    answer = orjson.loads((await pod.get("/health"))[1])
    assert answer["status"] == "degraded"


async def test_in_development_a_changed_file_is_loaded_anew_and_its_commands_registered(
    pod: LocalPod, control: ControlClient, tmp_path: Path
):
    write(tmp_path / "cogs", answer="43")
    await eventually(lambda: answers(control, "answer", "43"), "the changed cog answers")

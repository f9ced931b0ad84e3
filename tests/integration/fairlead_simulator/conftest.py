"""Clients of the simulator: Discord's REST API by bare HTTP, and unmodified discord.py."""

from collections.abc import AsyncIterator

import pytest

from fairlead_simulator.client import ControlClient, GuildReport
from fairlead_simulator.server import Simulator
from tests.fixtures.simulator import point_discord_py_at
from tests.integration.fairlead_simulator.discord_client import ShardedBot, started
from tests.integration.fairlead_simulator.rest_client import RestClient


@pytest.fixture
async def rest(simulator: Simulator) -> AsyncIterator[RestClient]:
    async with RestClient(simulator.endpoints) as client:
        yield client


@pytest.fixture
async def bot(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ShardedBot]:
    point_discord_py_at(simulator.endpoints, monkeypatch)
    async with started(simulator.endpoints) as client:
        yield client


@pytest.fixture
async def guild(control: ControlClient) -> GuildReport:
    return (await control.guilds())[0]


@pytest.fixture
async def channel(guild: GuildReport) -> int:
    return next(channel.id for channel in guild.channels if channel.name == "general")

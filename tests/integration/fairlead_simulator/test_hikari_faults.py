"""hikari, unmodified, through every fault."""

import pytest

from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_simulator.fault_table import TABLE, Row
from tests.integration.fairlead_simulator.fault_trial import try_out
from tests.integration.fairlead_simulator.hikari_client import SHARDS, hikari_started
from tests.integration.fairlead_simulator.waiting import next_of

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("row", TABLE, ids=str)
async def test_hikari_does_what_the_table_says(
    start_simulator: StartSimulator, caplog: pytest.LogCaptureFixture, row: Row
):
    await try_out(row, "hikari", start_simulator, caplog)


async def test_every_shard_resumes_after_an_outage_and_misses_nothing(simulator: Simulator, control: ControlClient):
    guild = (await control.guilds())[0]
    async with hikari_started(simulator.endpoints) as client:
        assert (await control.inject("outage", seconds=1))["connections"] == SHARDS
        await control.send_message(guild.id, "during the outage")
        assert {await next_of(client.resumed) for _ in range(SHARDS)} == set(range(SHARDS))
        assert await client.next_content() == "during the outage"
    assert (await control.report()).identifies == SHARDS

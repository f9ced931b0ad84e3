"""discord.py, unmodified, through every fault: it resumes where Discord allows that and identifies where not."""

import discord
import pytest

from fairlead_simulator.client import ControlClient
from tests.fixtures.simulator import FAST, StartSimulator
from tests.integration.fairlead_simulator.discord_client import SHARDS, ShardedBot
from tests.integration.fairlead_simulator.fault_table import TABLE, Row
from tests.integration.fairlead_simulator.fault_trial import try_out
from tests.integration.fairlead_simulator.waiting import next_of, until

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("row", TABLE, ids=str)
async def test_discord_py_does_what_the_table_says(
    start_simulator: StartSimulator, caplog: pytest.LogCaptureFixture, row: Row
):
    await try_out(row, "discord_py", start_simulator, caplog)


async def test_after_an_outage_the_shard_that_tried_meanwhile_identifies_and_the_others_resume(
    bot: ShardedBot, control: ControlClient, caplog: pytest.LogCaptureFixture
):
    await control.set_bot(max_concurrency=FAST.max_concurrency)
    assert (await control.inject("outage", seconds=60))["connections"] == SHARDS
    with pytest.raises(discord.HTTPException) as refused:
        await bot.http.request(discord.http.Route("GET", "/gateway"))
    assert refused.value.status == 503

    async def tried() -> bool:
        return "Attempting a reconnect" in caplog.text

    async def back() -> bool:
        connected = [session for session in (await control.report()).sessions if session.connected]
        return {session.shard_id for session in connected} == set(range(SHARDS))

    await until(tried)
    await control.clear_faults()
    await until(back, seconds=30)
    # discord.py reconnects one shard after the other, and one that cannot connect goes before those that wait.
    report = await control.report()
    assert sorted(report.identifies_by_shard.values()) == [1] * (SHARDS - 1) + [2]
    assert (report.resumes, report.violations) == (SHARDS - 1, {})
    assert len({await next_of(bot.resumed) for _ in range(SHARDS - 1)}) == SHARDS - 1

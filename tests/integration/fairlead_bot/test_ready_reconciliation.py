"""Guilds that come and go while a shard has no session."""

from pathlib import Path

from fairlead_shared.fleet.records import ShardState
from fairlead_simulator.client import ControlClient
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_bot.conftest import StartPod
from tests.integration.fairlead_bot.faults import INVALID_SESSION, end_session, link_of
from tests.integration.fairlead_bot.waiting import eventually

NOTES_GUILDS = """
async def setup(bot):
    bot.joined, bot.removed, bot.available = [], [], []

    @bot.listen("on_guild_join")
    async def join(guild):
        bot.joined.append(guild.id)

    @bot.listen("on_guild_remove")
    async def remove(guild):
        bot.removed.append((guild.id, guild.name))

    @bot.listen("on_guild_available")
    async def available(guild):
        bot.available.append(guild.id)
"""


async def test_guilds_joined_and_left_without_a_session_are_told_to_cogs_and_put_right_in_the_cache(
    start_pod: StartPod, control: ControlClient, simulator: Simulator, tmp_path: Path
):
    (tmp_path / "noting.py").write_text(NOTES_GUILDS)
    pod = start_pod(
        0,
        FAIRLEAD_COGS_DIRECTORY=str(tmp_path),
        FAIRLEAD_COGS_ENABLED="noting",
        FAIRLEAD_SHARD_COUNT="1",
        FAIRLEAD_SHARDS_PER_POD="1",
    )
    await pod.ready()
    bot = pod.runtime.pod.bot
    assert bot is not None
    shard = pod.shards[0]
    before = set(shard.record.guild_ids)
    await eventually(lambda: {guild.id for guild in bot.guilds if guild.name} == before, "the cache is full")
    await eventually(lambda: len(bot.available) == len(before), "every guild was told")  # type: ignore[attr-defined] # the cog sets it
    assert bot.joined == []  # type: ignore[attr-defined] # as above
    gone = next(guild for guild in bot.guilds if guild.id in before)
    gone_id, gone_name = gone.id, gone.name

    link = link_of(simulator, 0)
    end_session(simulator, 0)
    (new,) = await control.add_guilds(1, name="Joined unseen")
    simulator.simulation.application.guild_ids.discard(gone_id)
    link.push(INVALID_SESSION)

    await eventually(lambda: shard.record.identifies == 2 and shard.state is ShardState.READY, "a new session")
    await eventually(lambda: bot.joined == [new.id], "the cog was told of the join")  # type: ignore[attr-defined] # as above
    assert bot.removed == [(gone_id, gone_name)]  # type: ignore[attr-defined] # as above
    assert new.id not in bot.available  # type: ignore[attr-defined] # as above
    assert {guild.id for guild in bot.guilds} == before - {gone_id} | {new.id}
    assert shard.record.guild_ids == before - {gone_id} | {new.id}
    assert shard.record.sessions[-1].cause == "session_lost"

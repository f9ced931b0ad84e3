"""Gathering what `/status` says."""

from datetime import timedelta

from fairlead_bot.features.status.gather import gather_status, guild_shard
from fairlead_bot.services.probe import DependencyState
from fairlead_shared.errors import DatabaseError
from fairlead_shared.fleet.layout import Generation
from fairlead_shared.fleet.records import ShardState
from fairlead_shared.fleet.status import PodReport, fleet_status
from tests.builders.fleet import pod_status
from tests.unit.fairlead_bot.services_for_tests import ScriptedDatabase, ScriptedFleet, ScriptedRedis, services

GENERATION = Generation(4, 2)
OWN = pod_status("demo-0", 0, guilds=3)
OTHER = pod_status("demo-1", 1, guilds=2, state=ShardState.RESUMING)
FLEET = fleet_status(GENERATION, [PodReport(0.1, OWN), PodReport(0.1, OTHER)])


def guild_on(shard_id: int) -> int:
    return shard_id << 22


async def test_the_fleet_s_numbers_come_from_every_pod():
    report = await gather_status(services(fleet=ScriptedFleet(known=FLEET)), guild_on(1))
    assert (report.pod_guilds, report.fleet_guilds) == (6, 10)
    assert (report.ready_shards, report.shard_count) == (2, 4)


async def test_the_uptime_is_this_process_s():
    report = await gather_status(services(), None)
    assert report.uptime == timedelta(0)
    assert report.shard is None


async def test_with_everything_down_what_this_pod_knows_is_still_told():
    broken = services(
        db=ScriptedDatabase(DatabaseError("The database does not answer.")),
        redis=ScriptedRedis(ConnectionError("refused")),
    )
    report = await gather_status(broken, guild_on(1))
    assert report.fleet_guilds is None
    assert report.shard is not None
    assert report.shard.state is ShardState.READY
    assert (report.database.state, report.database.error) == (DependencyState.DOWN, "The database does not answer.")
    assert (report.redis.state, report.redis.error) == (DependencyState.DOWN, "refused")


def test_a_shard_of_this_pod_is_described_by_this_pod():
    newer = pod_status("demo-0", 0, state=ShardState.CONNECTING)
    shard = guild_shard(GENERATION, guild_on(1), newer, FLEET)
    assert (shard.shard_id, shard.pod, shard.state) == (1, "demo-0", ShardState.CONNECTING)


def test_a_shard_of_another_pod_is_described_by_the_fleet():
    shard = guild_shard(GENERATION, guild_on(3), OWN, FLEET)
    assert (shard.shard_id, shard.pod, shard.state) == (3, "demo-1", ShardState.RESUMING)


def test_a_shard_of_another_pod_is_not_known_without_the_fleet():
    shard = guild_shard(GENERATION, guild_on(3), OWN, None)
    assert (shard.shard_id, shard.pod, shard.state) == (3, None, None)

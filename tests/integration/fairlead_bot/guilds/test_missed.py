"""Guilds that were joined and left while no pod was there to see it."""

from pathlib import Path

import pytest
from redis.asyncio import Redis
from sqlalchemy import delete

from fairlead_bot.features.guilds.comparison import ASKED_AT_FIRST
from fairlead_shared.database.database import Database
from fairlead_shared.database.models import Guild
from fairlead_shared.database.scope import FleetScope
from fairlead_shared.fleet.keys import FleetKeys
from fairlead_shared.fleet.layout import shard_of_guild
from fairlead_shared.fleet.settling import trust_store
from fairlead_simulator.client import ControlClient, GuildReport
from fairlead_simulator.server import Simulator
from tests.fixtures.simulator import StartSimulator
from tests.integration.fairlead_bot.conftest import StartPod
from tests.integration.fairlead_bot.faults import end_session
from tests.integration.fairlead_bot.guilds.table import Table
from tests.integration.fairlead_bot.pods import LocalPod, PodEnvironment


@pytest.mark.parametrize("session_gone", [True, False], ids=["READY", "RESUMED"])
async def test_the_next_pod_finds_what_was_missed(
    session_gone: bool,
    recording: LocalPod,
    start_pod: StartPod,
    variables: dict[str, str],
    control: ControlClient,
    table: Table,
    simulator: Simulator,
):
    staying, leaving = await control.guilds()
    (joining,) = await control.add_guilds(1, name="Joined unseen")
    await control.remove_bot(joining.id)
    adder = joining.members[-1].id
    await recording.stop()
    assert await table.active() == {staying.id, leaving.id}

    await control.remove_bot(leaving.id)
    await control.invite_bot(joining.id, user_id=adder)
    if session_gone:
        end_session(simulator, 0)
    pod = start_pod(0, **variables)
    await table.becomes(joining.id, active=True, adder=adder, name="Joined unseen")
    await table.becomes(leaving.id, active=False)
    assert await table.active() == {staying.id, joining.id}
    assert await table.grants(joining.id) == {(adder, adder)}
    assert (pod.shards[0].record.resumes, pod.shards[0].record.identifies) == ((0, 1) if session_gone else (1, 0))


async def test_what_the_pod_before_did_not_write_is_written_by_the_one_that_resumes(
    recording: LocalPod,
    start_pod: StartPod,
    variables: dict[str, str],
    control: ControlClient,
    table: Table,
    database: Database,
):
    known = await table.active()
    await recording.stop()
    lost = min(known)
    async with database.transaction(FleetScope()) as session:
        await session.execute(delete(Guild).where(Guild.guild_id == lost))
    pod = start_pod(0, **variables)
    await table.is_filled(known)
    assert pod.shards[0].record.identifies == 0
    assert {guild.id for guild in await control.guilds()} == known


@pytest.fixture
async def many(
    start_simulator: StartSimulator, redis: Redis, redis_url: str, tmp_path: Path
) -> tuple[PodEnvironment, list[GuildReport]]:
    """A bot in more guilds than are asked about at the first start; in each it was added by another than the owner."""
    simulator = await start_simulator(guilds=ASKED_AT_FIRST + 1)
    await trust_store(redis, FleetKeys(int(simulator.endpoints.application_id)))
    async with ControlClient(simulator.endpoints.control) as control:
        guilds = await control.guilds()
        for guild in guilds:
            await control.remove_bot(guild.id)
            await control.invite_bot(guild.id, user_id=guild.members[-1].id)
    return PodEnvironment(simulator, redis_url, tmp_path), guilds


async def adders(
    many: tuple[PodEnvironment, list[GuildReport]], variables: dict[str, str], table: Table
) -> dict[int, int]:
    """Who added the bot to which guild, after a pod has recorded all of them."""
    environment, guilds = many
    pod = LocalPod(environment.of(0, **variables))
    try:
        await table.is_filled({guild.id for guild in guilds})
        return {guild_id: row.adder for guild_id, row in (await table.rows()).items()}
    finally:
        await pod.abandon()


async def test_many_guilds_at_the_first_start_are_written_at_once_with_their_owners(
    many: tuple[PodEnvironment, list[GuildReport]], variables: dict[str, str], table: Table
):
    assert await adders(many, variables, table) == {guild.id: guild.owner_id for guild in many[1]}


async def test_many_guilds_later_are_written_with_who_added_the_bot(
    many: tuple[PodEnvironment, list[GuildReport]], variables: dict[str, str], table: Table, database: Database
):
    async with database.transaction(FleetScope()) as session:
        session.add(Guild(guild_id=1 << 22, guild_name="Left long ago", added_by_user_id=1, is_active=False))
    found = await adders(many, variables, table)
    assert found == {guild.id: guild.members[-1].id for guild in many[1]} | {1 << 22: 1}


async def test_a_pod_says_nothing_of_the_guilds_of_shards_that_it_does_not_have(
    start_pod: StartPod, variables: dict[str, str], control: ControlClient, table: Table, database: Database
):
    elsewhere = 1 << 22
    async with database.transaction(FleetScope()) as session:
        session.add_all(
            Guild(guild_id=guild_id, guild_name="Nobody's", added_by_user_id=1) for guild_id in (elsewhere, 2 << 22)
        )
    pod = start_pod(0, **variables | {"FAIRLEAD_SHARD_COUNT": "2"})
    await pod.ready()
    assert list(pod.shards) == [0]
    own = {guild.id for guild in await control.guilds() if shard_of_guild(guild.id, 2) == 0}
    await table.is_filled(own | {elsewhere})

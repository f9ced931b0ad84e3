"""Guilds that are joined, left and renamed while the bot is there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fairlead_cli.database.migrate import migrate
from fairlead_cli.local.postgres_server import PostgresServer
from fairlead_shared.database.database import Database
from fairlead_shared.database.provision import provision
from fairlead_simulator.actions.actor import Actor
from fairlead_simulator.actions.guilds import update
from fairlead_simulator.client import ControlClient, GuildReport
from fairlead_simulator.faults.model import FaultKind
from fairlead_simulator.server import Simulator
from fairlead_simulator.world.permissions import Permission
from tests.fixtures.database import PASSWORDS, SCHEMA, as_role
from tests.integration.fairlead_bot.conftest import StartPod
from tests.integration.fairlead_bot.faults import INVALID_SESSION, emit, end_session, link_of
from tests.integration.fairlead_bot.guilds.conftest import ONE_SHARD
from tests.integration.fairlead_bot.guilds.table import Table
from tests.integration.fairlead_bot.pods import LocalPod
from tests.integration.fairlead_bot.waiting import eventually


@pytest.fixture
async def guild(control: ControlClient) -> GuildReport:
    """A guild that the bot is not in; a pod that is asked for later finds it so."""
    guild = (await control.guilds())[0]
    await control.remove_bot(guild.id)
    return guild


@pytest.fixture
async def pod(
    guild: GuildReport, start_pod: StartPod, variables: dict[str, str], control: ControlClient, table: Table
) -> LocalPod:
    """A pod that has recorded the other guild."""
    pod = start_pod(0, **variables)
    await table.is_filled({each.id for each in await control.guilds()} - {guild.id})
    return pod


@pytest.mark.usefixtures("pod")
async def test_who_added_the_bot_by_the_audit_log_has_access(
    control: ControlClient, guild: GuildReport, table: Table, simulator: Simulator
):
    adder = guild.members[-1].id
    assert adder != guild.owner_id
    assert await table.seen_by(adder) == set()
    await control.invite_bot(guild.id, user_id=adder)
    await table.becomes(guild.id, active=True, adder=adder, name=guild.name)
    assert await table.grants(guild.id) == {(adder, adder)}
    assert await table.seen_by(adder) == {guild.id}
    channels = simulator.simulation.world.guilds[guild.id].channels.values()
    assert [channel.id for channel in channels if channel.messages] == []


@pytest.mark.usefixtures("pod")
async def test_without_the_permission_it_is_the_owner_and_nothing_is_asked_that_is_refused(
    control: ControlClient, guild: GuildReport, table: Table, simulator: Simulator
):
    await control.inject("server_error", path=f"/guilds/{guild.id}/audit-logs", times=1)
    await control.invite_bot(guild.id, user_id=guild.members[-1].id, permissions=Permission.MANAGE_GUILD.value)
    await table.becomes(guild.id, active=True, adder=guild.owner_id)
    assert await table.grants(guild.id) == {(guild.owner_id, guild.owner_id)}
    assert [each.fault.kind for each in simulator.simulation.faults.lasting] == [FaultKind.SERVER_ERROR]


@pytest.mark.usefixtures("pod")
async def test_an_audit_log_that_cannot_be_read_makes_it_the_owner(
    control: ControlClient, guild: GuildReport, table: Table
):
    await control.inject("server_error", status=501, times=1, path=f"/guilds/{guild.id}/audit-logs")
    await control.invite_bot(guild.id, user_id=guild.members[-1].id)
    await table.becomes(guild.id, active=True, adder=guild.owner_id)


@pytest.mark.usefixtures("pod")
async def test_a_guild_that_is_left_is_inactive_and_comes_back_with_its_grants_and_a_new_adder(
    control: ControlClient, guild: GuildReport, table: Table
):
    first, second = guild.members[-1].id, guild.members[-2].id
    assert len({first, second}) == 2
    await control.invite_bot(guild.id, user_id=first)
    await table.becomes(guild.id, active=True, adder=first)
    await control.remove_bot(guild.id)
    await table.becomes(guild.id, active=False, adder=first)
    assert await table.grants(guild.id) == {(first, first)}
    assert await table.seen_by(first) == set()
    await control.invite_bot(guild.id, user_id=second)
    await table.becomes(guild.id, active=True, adder=second)
    assert await table.grants(guild.id) == {(first, first), (second, second)}


@pytest.mark.usefixtures("pod")
async def test_who_adds_it_again_keeps_the_one_grant(control: ControlClient, guild: GuildReport, table: Table):
    adder = guild.members[-1].id
    for _ in range(2):
        await control.invite_bot(guild.id, user_id=adder)
        await table.becomes(guild.id, active=True, adder=adder)
        await control.remove_bot(guild.id)
        await table.becomes(guild.id, active=False)
    assert await table.grants(guild.id) == {(adder, adder)}


async def test_a_new_name_is_written(recording: LocalPod, control: ControlClient, table: Table, simulator: Simulator):
    del recording
    found = (await control.guilds())[0]
    guild, adder = simulator.simulation.world.guilds[found.id], (await table.rows())[found.id].adder
    update(simulator.simulation, guild, "Another name", guild.settings, Actor(guild.members[found.owner_id].user))
    await table.becomes(found.id, active=True, adder=adder, name="Another name")


async def test_an_outage_of_discord_is_no_leave(
    recording: LocalPod, control: ControlClient, table: Table, simulator: Simulator
):
    away, leaving = await control.guilds()
    bot = recording.runtime.pod.bot
    assert bot is not None
    emit(simulator, 0, "GUILD_DELETE", f'{{"id":"{away.id}","unavailable":true}}'.encode())
    await eventually(lambda: getattr(bot.get_guild(away.id), "unavailable", False), "the guild is unavailable")
    link = link_of(simulator, 0)
    end_session(simulator, 0)
    await control.remove_bot(leaving.id)
    link.push(INVALID_SESSION)
    await table.becomes(leaving.id, active=False)
    assert await table.active() == {away.id}


@pytest.fixture
async def own_postgres(tmp_path: Path) -> AsyncIterator[PostgresServer]:
    """A PostgreSQL with a bot's tables that the test may stop."""
    server = PostgresServer(tmp_path / "postgres", durable=False)
    await server.start()
    await provision(server.url, SCHEMA, PASSWORDS)
    await migrate(as_role(server.url, SCHEMA.owner))
    yield server
    await server.stop()


async def test_what_happens_while_the_database_is_away_is_written_when_it_is_back(
    start_pod: StartPod, control: ControlClient, own_postgres: PostgresServer
):
    url = as_role(own_postgres.url, SCHEMA.runtime)
    database = Database(url, pool_size=1)
    table = Table(database)
    leaving, joining = await control.guilds()
    await control.remove_bot(joining.id)
    pod = start_pod(0, **ONE_SHARD, DATABASE_URL=url)
    await table.is_filled({leaving.id})
    await own_postgres.stop()
    await control.invite_bot(joining.id, user_id=joining.members[-1].id)
    await control.remove_bot(leaving.id)
    bot = pod.runtime.pod.bot
    assert bot is not None
    await eventually(lambda: {guild.id for guild in bot.guilds} == {joining.id}, "the bot goes on meanwhile")
    await own_postgres.start()
    await table.becomes(joining.id, active=True, adder=joining.members[-1].id)
    await table.becomes(leaving.id, active=False)
    await database.close()


async def test_a_pod_that_starts_without_the_database_records_when_it_is_there(
    start_pod: StartPod, control: ControlClient, own_postgres: PostgresServer
):
    await own_postgres.stop()
    url = as_role(own_postgres.url, SCHEMA.runtime)
    pod = start_pod(0, **ONE_SHARD, DATABASE_URL=url)
    await pod.ready()
    await own_postgres.start()
    database = Database(url, pool_size=1)
    await Table(database).is_filled({guild.id for guild in await control.guilds()})
    await database.close()


async def test_two_pods_that_see_the_same_join_write_it_once(
    start_pod: StartPod, variables: dict[str, str], control: ControlClient, guild: GuildReport, table: Table
):
    pods = [
        start_pod(0, **variables),
        start_pod(1, **variables | {"FAIRLEAD_SHARD_COUNT": "2", "FAIRLEAD_SHARDS_PER_POD": "2"}),
    ]
    for pod in pods:
        await pod.ready()
    await table.is_filled({each.id for each in await control.guilds()} - {guild.id})
    adder = guild.members[-1].id
    await control.invite_bot(guild.id, user_id=adder)
    await table.becomes(guild.id, active=True, adder=adder)
    bots = [pod.runtime.pod.bot for pod in pods]
    await eventually(lambda: all(bot is not None and bot.get_guild(guild.id) for bot in bots), "both have seen it")
    await control.remove_bot(guild.id)
    await table.becomes(guild.id, active=False)
    assert await table.grants(guild.id) == {(adder, adder)}

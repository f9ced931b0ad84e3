"""A bot that is added to guilds and removed, by people, with and without a session that is told."""

import pytest

from fairlead_simulator.client import ControlClient, ControlError, GuildReport
from fairlead_simulator.server import Simulator
from fairlead_simulator.world.audit import AuditAction
from fairlead_simulator.world.permissions import Permission
from tests.integration.fairlead_simulator.raw_gateway import connected
from tests.integration.fairlead_simulator.rest_client import RestClient

SHARDS = 2


async def added_by(rest: RestClient, guild: GuildReport) -> list[tuple[str, str]]:
    """Who added what bot, by the audit log, newest first."""
    status, log = await rest.ask("GET", f"/guilds/{guild.id}/audit-logs?action_type={AuditAction.BOT_ADD.value}")
    assert status == 200
    return [(entry["user_id"], entry["target_id"]) for entry in log["audit_log_entries"]]


async def test_the_bot_is_removed_and_added_and_the_shard_is_told(
    rest: RestClient, control: ControlClient, simulator: Simulator, guild: GuildReport
):
    shard_id, adder = (guild.id >> 22) % SHARDS, guild.members[-1].id
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify(shard_id, SHARDS)
        await control.remove_bot(guild.id)
        left = (await gateway.event("GUILD_DELETE"))["d"]
        await control.invite_bot(guild.id, user_id=adder)
        joined = (await gateway.event("GUILD_CREATE"))["d"]
    assert left == {"id": str(guild.id)}
    assert (joined["id"], "unavailable" in joined) == (str(guild.id), False)
    assert rest.application_id in {member["user"]["id"] for member in joined["members"]}
    assert await added_by(rest, guild) == [(str(adder), rest.application_id)]


async def test_nobody_is_told_without_a_session_and_the_next_ready_has_the_guilds_that_are_left(
    rest: RestClient, control: ControlClient, simulator: Simulator
):
    first, second, *_ = await control.guilds()
    await control.remove_bot(first.id)
    await control.remove_bot(second.id)
    await control.invite_bot(second.id)
    assert (await rest.ask("GET", f"/guilds/{first.id}")).status == 404
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        listed = {entry["id"] for entry in (await gateway.event("READY"))["d"]["guilds"]}
    assert str(first.id) not in listed
    assert str(second.id) in listed
    assert await added_by(rest, second) == [(str(second.owner_id), rest.application_id)]


@pytest.mark.parametrize("permissions", [0, Permission.MANAGE_GUILD.value])
async def test_a_bot_without_the_permission_does_not_read_the_audit_log(
    rest: RestClient, control: ControlClient, guild: GuildReport, permissions: int
):
    await control.remove_bot(guild.id)
    await control.invite_bot(guild.id, permissions=permissions)
    status, refused = await rest.ask("GET", f"/guilds/{guild.id}/audit-logs")
    assert (status, refused["code"]) == (403, 50013)


async def test_a_bot_with_the_permission_alone_reads_it(rest: RestClient, control: ControlClient, guild: GuildReport):
    await control.remove_bot(guild.id)
    await control.invite_bot(guild.id, permissions=Permission.VIEW_AUDIT_LOG.value)
    assert await added_by(rest, guild) == [(str(guild.owner_id), rest.application_id)]


async def test_the_bots_own_role_goes_with_it(rest: RestClient, control: ControlClient, guild: GuildReport):
    for _ in range(2):
        await control.remove_bot(guild.id)
        await control.invite_bot(guild.id)
    _, roles = await rest.ask("GET", f"/guilds/{guild.id}/roles")
    assert [role["tags"]["bot_id"] for role in roles if "bot_id" in role.get("tags", {})] == [rest.application_id]


async def test_what_is_so_already_is_refused(control: ControlClient, guild: GuildReport):
    with pytest.raises(ControlError, match="is in guild"):
        await control.invite_bot(guild.id)
    await control.remove_bot(guild.id)
    with pytest.raises(ControlError, match="is not in guild") as refused:
        await control.remove_bot(guild.id)
    assert refused.value.status == 409
    with pytest.raises(ControlError, match="no member"):
        await control.invite_bot(guild.id, user_id=5)

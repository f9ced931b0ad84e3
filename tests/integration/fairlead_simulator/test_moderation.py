"""Members, roles, bans and the audit log by bare HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from fairlead_simulator.client import ControlClient, ControlError, GuildReport
from fairlead_simulator.server import Simulator
from fairlead_simulator.world.audit import AuditAction
from tests.integration.fairlead_simulator.raw_gateway import connected
from tests.integration.fairlead_simulator.rest_client import RestClient


async def newest_entry(rest: RestClient, guild: GuildReport) -> dict[str, object]:
    entry: dict[str, object] = (await rest.ask("GET", f"/guilds/{guild.id}/audit-logs?limit=1")).body[
        "audit_log_entries"
    ][0]
    return entry


async def test_a_members_nick_and_timeout_are_changed_and_told(
    rest: RestClient, simulator: Simulator, guild: GuildReport
):
    member = guild.members[-1].id
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await gateway.event("READY")
        changes = {"nick": "Cook", "communication_disabled_until": until}
        status, changed = await rest.ask("PATCH", f"/guilds/{guild.id}/members/{member}", changes, reason="rum")
        told = (await gateway.event("GUILD_MEMBER_UPDATE"))["d"]
    assert (status, changed["nick"], told["nick"]) == (200, "Cook", "Cook")
    assert datetime.fromisoformat(changed["communication_disabled_until"]) == datetime.fromisoformat(until)
    entry = await newest_entry(rest, guild)
    assert (entry["action_type"], entry["reason"], entry["target_id"]) == (
        AuditAction.MEMBER_UPDATE,
        "rum",
        str(member),
    )
    async with ControlClient(simulator.endpoints.control) as control:
        with pytest.raises(ControlError, match="is timed out"):
            await control.send_message(guild.id, "but", user_id=member)
    status, back = await rest.ask(
        "PATCH", f"/guilds/{guild.id}/members/{member}", {"communication_disabled_until": None}
    )
    assert back["communication_disabled_until"] is None


@pytest.mark.parametrize("until", ["tomorrow", "2026-11-01T00:00:00", "2999-01-01T00:00:00+00:00"])
async def test_a_timeout_that_is_none_or_too_long_is_refused(rest: RestClient, guild: GuildReport, until: str):
    path = f"/guilds/{guild.id}/members/{guild.members[-1].id}"
    status, body = await rest.ask("PATCH", path, {"communication_disabled_until": until})
    assert (status, body["code"]) == (400, 50035)


async def test_the_bot_changes_its_own_nick(rest: RestClient, guild: GuildReport):
    _, member = await rest.ask("PATCH", f"/guilds/{guild.id}/members/@me", {"nick": "Pilot"})
    assert (member["nick"], member["user"]["id"]) == ("Pilot", rest.application_id)


async def test_a_role_is_made_given_taken_and_deleted(rest: RestClient, guild: GuildReport):
    path, member = f"/guilds/{guild.id}/roles", f"/guilds/{guild.id}/members/{guild.members[-1].id}"
    _, role = await rest.ask("POST", path, {"name": "Bosun", "color": 0x112233, "hoist": True, "permissions": "8"})
    assert (role["name"], role["color"], role["hoist"], role["permissions"]) == ("Bosun", 0x112233, True, "8")
    assert (await rest.ask("PUT", f"{member}/roles/{role['id']}")).status == 204
    assert role["id"] in (await rest.ask("GET", member)).body["roles"]
    entry = await newest_entry(rest, guild)
    assert entry["changes"] == [{"key": "$add", "new_value": [{"id": role["id"], "name": "Bosun"}]}]
    assert (await rest.ask("DELETE", f"{member}/roles/{role['id']}")).status == 204
    assert role["id"] not in (await rest.ask("GET", member)).body["roles"]
    _, edited = await rest.ask("PATCH", f"{path}/{role['id']}", {"name": "Mate", "colors": {"primary_color": 5}})
    assert (edited["name"], edited["color"]) == ("Mate", 5)
    await rest.ask("PUT", f"{member}/roles/{role['id']}")
    assert (await rest.ask("DELETE", f"{path}/{role['id']}")).status == 204
    assert role["id"] not in (await rest.ask("GET", member)).body["roles"]
    assert (await rest.ask("GET", f"{path}/{role['id']}")).body["code"] == 10011


async def test_roles_are_set_all_at_once(rest: RestClient, guild: GuildReport):
    member = f"/guilds/{guild.id}/members/{guild.members[-1].id}"
    role = next(role for role in guild.roles if role.name == "Regulars")
    _, changed = await rest.ask("PATCH", member, {"roles": [str(role.id), str(role.id)]})
    assert changed["roles"] == [str(role.id)]
    assert (await rest.ask("PATCH", member, {"roles": ["5"]})).body["code"] == 10011


async def test_roles_are_put_in_another_order(rest: RestClient, guild: GuildReport):
    role = next(role for role in guild.roles if role.name == "Regulars")
    _, roles = await rest.ask("PATCH", f"/guilds/{guild.id}/roles", [{"id": str(role.id), "position": 7}])
    assert next(found["position"] for found in roles if found["id"] == str(role.id)) == 7
    assert (await rest.ask("PATCH", f"/guilds/{guild.id}/roles", [{"id": "5", "position": 1}])).body["code"] == 10011


async def test_the_everyone_role_can_neither_be_given_nor_deleted(rest: RestClient, guild: GuildReport):
    member = f"/guilds/{guild.id}/members/{guild.members[-1].id}"
    assert (await rest.ask("PUT", f"{member}/roles/{guild.id}")).body["code"] == 50028
    assert (await rest.ask("DELETE", f"/guilds/{guild.id}/roles/{guild.id}")).body["code"] == 50028


async def test_the_owner_stands_above_the_bot(rest: RestClient, guild: GuildReport):
    owner = f"/guilds/{guild.id}/members/{guild.owner_id}"
    for method, path in (("DELETE", owner), ("PUT", f"/guilds/{guild.id}/bans/{guild.owner_id}")):
        assert (await rest.ask(method, path)).body["code"] == 50013
    assert (await rest.ask("PATCH", owner, {"nick": "x"})).body["code"] == 50013


async def test_without_a_permission_the_bot_is_refused(rest: RestClient, guild: GuildReport, simulator: Simulator):
    world = simulator.simulation.world.guilds[guild.id]
    world.members[int(rest.application_id)].role_ids.clear()
    for method, path, body in (
        ("GET", "/bans", None),
        ("GET", "/audit-logs", None),
        ("POST", "/roles", {}),
        ("POST", "/channels", {"name": "x"}),
        ("DELETE", f"/members/{guild.members[-1].id}", None),
        ("GET", "/webhooks", None),
    ):
        status, answer = await rest.ask(method, f"/guilds/{guild.id}{path}", body)
        assert (status, answer["code"]) == (403, 50013)


async def test_a_kicked_member_is_gone_and_may_be_banned_all_the_same(
    rest: RestClient, control: ControlClient, guild: GuildReport
):
    member = guild.members[-1].id
    path = f"/guilds/{guild.id}/members/{member}"
    assert (await rest.ask("DELETE", path, reason="ahoi%20%F0%9F%91%8B")).status == 204
    assert (await newest_entry(rest, guild))["reason"] == "ahoi \N{WAVING HAND SIGN}"
    assert (await rest.ask("GET", path)).body["code"] == 10007
    assert (await rest.ask("PUT", f"/guilds/{guild.id}/bans/{member}")).status == 204


async def test_a_ban_removes_the_member_with_what_they_wrote_and_is_lifted_again(
    rest: RestClient, control: ControlClient, simulator: Simulator, guild: GuildReport, channel: int
):
    member = guild.members[-1].id
    await control.send_message(guild.id, "spam", channel_id=channel, user_id=member)
    await control.send_message(guild.id, "ham", channel_id=channel)
    path = f"/guilds/{guild.id}/bans/{member}"
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await gateway.event("READY")
        assert (await rest.ask("PUT", path, {"delete_message_seconds": 60}, reason="spam")).status == 204
        assert (await gateway.event("GUILD_BAN_ADD"))["d"]["user"]["id"] == str(member)
        assert (await rest.ask("DELETE", path)).status == 204
        assert (await gateway.event("GUILD_BAN_REMOVE"))["d"]["user"]["id"] == str(member)
    left = (await rest.ask("GET", f"/channels/{channel}/messages")).body
    assert [message["content"] for message in left] == ["ham"]
    assert (await rest.ask("GET", path)).body["code"] == 10026
    assert (await rest.ask("DELETE", path)).body["code"] == 10026


async def test_bans_are_listed_with_their_reasons(rest: RestClient, guild: GuildReport):
    banned = [member.id for member in guild.members if member.id != guild.owner_id]
    for user_id in banned:
        await rest.ask("PUT", f"/guilds/{guild.id}/bans/{user_id}", reason=f"for {user_id}")
    _, listed = await rest.ask("GET", f"/guilds/{guild.id}/bans")
    assert {int(ban["user"]["id"]): ban["reason"] for ban in listed} == {
        user_id: f"for {user_id}" for user_id in banned
    }
    assert len((await rest.ask("GET", f"/guilds/{guild.id}/bans?limit=1&after={min(banned)}")).body) == 1
    assert (await rest.ask("GET", f"/guilds/{guild.id}/bans/{banned[0]}")).body["user"]["id"] == str(banned[0])


async def test_a_bulk_ban_says_who_could_not_be_banned(rest: RestClient, guild: GuildReport):
    member = next(member.id for member in guild.members if member.id != guild.owner_id)
    body = {"user_ids": [str(member), str(guild.owner_id), "5"]}
    _, answer = await rest.ask("POST", f"/guilds/{guild.id}/bulk-ban", body)
    assert answer == {"banned_users": [str(member)], "failed_users": [str(guild.owner_id), "5"]}


async def test_the_audit_log_is_filtered_and_names_its_users(rest: RestClient, guild: GuildReport):
    for name in ("one", "two"):
        await rest.ask("POST", f"/guilds/{guild.id}/roles", {"name": name})
    await rest.ask("POST", f"/guilds/{guild.id}/channels", {"name": "deck"})
    path = f"/guilds/{guild.id}/audit-logs"
    _, log = await rest.ask("GET", f"{path}?action_type={AuditAction.ROLE_CREATE}")
    assert [entry["changes"][0]["new_value"] for entry in log["audit_log_entries"]] == ["two", "one"]
    assert [user["id"] for user in log["users"]] == [rest.application_id]
    first = log["audit_log_entries"][-1]["id"]
    _, later = await rest.ask("GET", f"{path}?after={first}&limit=1")
    assert later["audit_log_entries"][0]["id"] == log["audit_log_entries"][0]["id"]
    assert (await rest.ask("GET", f"{path}?user_id={guild.owner_id}")).body["audit_log_entries"] == []


async def test_members_are_found_by_the_beginning_of_their_name_or_nick(rest: RestClient, guild: GuildReport):
    member = guild.members[-1]
    await rest.ask("PATCH", f"/guilds/{guild.id}/members/{member.id}", {"nick": "Quartermaster"})
    for begins in (member.name[:-1], "quarter"):
        _, found = await rest.ask("GET", f"/guilds/{guild.id}/members/search?query={begins}&limit=1000")
        assert str(member.id) in {entry["user"]["id"] for entry in found}
    assert (await rest.ask("GET", f"/guilds/{guild.id}/members/search?query=")).status == 400


async def test_a_bot_that_leaves_a_guild_is_told_and_sees_it_no_more(
    rest: RestClient, simulator: Simulator, guild: GuildReport
):
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await gateway.event("READY")
        assert (await rest.ask("DELETE", f"/users/@me/guilds/{guild.id}")).status == 204
        assert (await gateway.event("GUILD_DELETE"))["d"] == {"id": str(guild.id)}
    assert (await rest.ask("GET", f"/guilds/{guild.id}")).body["code"] == 10004

"""Channels, their permissions, threads, pins and what happens to many messages at once, by bare HTTP."""

import pytest
from aiohttp import FormData

from fairlead_simulator.client import ControlClient, GuildReport
from fairlead_simulator.server import Simulator
from tests.fixtures.simulator import SimulatorClock, StartSimulator
from tests.integration.fairlead_simulator.raw_gateway import connected
from tests.integration.fairlead_simulator.rest_client import Answer, RestClient


async def said(rest: RestClient, channel: int | str, content: str = "ahoy") -> str:
    message: str = (await rest.ask("POST", f"/channels/{channel}/messages", {"content": content})).body["id"]
    return message


async def thread_in(rest: RestClient, channel: int, **fields: object) -> str:
    answer = await rest.ask("POST", f"/channels/{channel}/threads", {"name": "a thread", "type": 11} | fields)
    assert answer.status == 201
    found: str = answer.body["id"]
    return found


async def test_a_channel_is_made_changed_and_deleted(rest: RestClient, simulator: Simulator, guild: GuildReport):
    category = next(channel.id for channel in guild.channels if channel.name == "Text")
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await gateway.event("READY")
        status, made = await rest.ask(
            "POST", f"/guilds/{guild.id}/channels", {"name": "deck", "parent_id": str(category), "topic": "Swabbing"}
        )
        assert (await gateway.event("CHANNEL_CREATE"))["d"]["id"] == made["id"]
        path = f"/channels/{made['id']}"
        _, changed = await rest.ask("PATCH", path, {"name": "hold", "rate_limit_per_user": 5, "nsfw": True})
        assert (await gateway.event("CHANNEL_UPDATE"))["d"]["name"] == "hold"
        assert (await rest.ask("DELETE", path)).body["id"] == made["id"]
        assert (await gateway.event("CHANNEL_DELETE"))["d"]["id"] == made["id"]
    assert (status, made["topic"], made["parent_id"]) == (201, "Swabbing", str(category))
    assert (changed["rate_limit_per_user"], changed["nsfw"], changed["topic"]) == (5, True, "Swabbing")
    assert (await rest.ask("GET", path)).body["code"] == 10003


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x", "topic": "x" * 1025}, "topic"),
        ({"name": "x", "parent_id": "5"}, "parent_id"),
        ({"name": "x", "rate_limit_per_user": 21601}, "rate_limit_per_user"),
        ({"name": "x", "type": 99}, "type"),
    ],
)
async def test_a_channel_that_cannot_be_is_refused(
    rest: RestClient, guild: GuildReport, body: dict[str, object], field: str
):
    status, answer = await rest.ask("POST", f"/guilds/{guild.id}/channels", body)
    assert (status, list(answer["errors"])) == (400, [field])


async def test_channels_are_put_in_another_order(rest: RestClient, guild: GuildReport, channel: int):
    assert (await rest.ask("PATCH", f"/guilds/{guild.id}/channels", [{"id": channel, "position": 9}])).status == 204
    assert (await rest.ask("GET", f"/channels/{channel}")).body["position"] == 9
    assert (await rest.ask("PATCH", f"/guilds/{guild.id}/channels", [{"id": 5}])).body["code"] == 10003


async def test_an_overwrite_is_put_and_lifted(rest: RestClient, guild: GuildReport, channel: int):
    path = f"/channels/{channel}/permissions/{guild.id}"
    assert (await rest.ask("PUT", path, {"type": 0, "deny": "2048"})).status == 204
    expected = {"id": str(guild.id), "type": 0, "allow": "0", "deny": "2048"}
    assert (await rest.ask("GET", f"/channels/{channel}")).body["permission_overwrites"] == [expected]
    assert (await rest.ask("DELETE", path)).status == 204
    assert (await rest.ask("DELETE", path)).body["code"] == 10009
    assert (await rest.ask("PUT", f"/channels/{channel}/permissions/5", {"type": 1})).body["code"] == 10009


async def test_an_overwrite_keeps_a_bot_without_rights_from_writing(
    rest: RestClient, simulator: Simulator, guild: GuildReport, channel: int
):
    await rest.ask("PUT", f"/channels/{channel}/permissions/{guild.id}", {"type": 0, "deny": "2048"})
    simulator.simulation.world.guilds[guild.id].members[int(rest.application_id)].role_ids.clear()
    status, body = await rest.ask("POST", f"/channels/{channel}/messages", {"content": "x"})
    assert (status, body["code"]) == (403, 50013)


async def test_a_thread_under_a_message_has_its_id_and_is_told(rest: RestClient, simulator: Simulator, channel: int):
    message = await said(rest, channel)
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await gateway.event("READY")
        path = f"/channels/{channel}/messages/{message}"
        status, thread = await rest.ask("POST", f"{path}/threads", {"name": "talk", "auto_archive_duration": 60})
        told = (await gateway.event("THREAD_CREATE"))["d"]
    assert (status, thread["id"], told["newly_created"]) == (201, message, True)
    assert thread["thread_metadata"]["auto_archive_duration"] == 60
    assert thread["member"]["user_id"] == rest.application_id
    assert (await rest.ask("GET", path)).body["thread"]["id"] == thread["id"]
    assert (await rest.ask("POST", f"{path}/threads", {"name": "again"})).body["code"] == 160004


async def test_a_thread_counts_its_messages_and_can_be_archived_and_woken(
    rest: RestClient, guild: GuildReport, channel: int
):
    thread = await thread_in(rest, channel)
    await said(rest, thread)
    path = f"/channels/{thread}"
    assert (await rest.ask("GET", path)).body["message_count"] == 1
    active = (await rest.ask("GET", f"/guilds/{guild.id}/threads/active")).body
    assert ([found["id"] for found in active["threads"]], active["members"][0]["user_id"]) == (
        [thread],
        rest.application_id,
    )
    await rest.ask("PATCH", path, {"archived": True, "locked": True})
    assert (await rest.ask("GET", f"/guilds/{guild.id}/threads/active")).body["threads"] == []
    archived = (await rest.ask("GET", f"/channels/{channel}/threads/archived/public")).body
    assert ([found["id"] for found in archived["threads"]], archived["has_more"]) == ([thread], False)
    assert (await rest.ask("PUT", f"{path}/thread-members/@me")).body["code"] == 50083
    await said(rest, thread)
    assert not (await rest.ask("GET", path)).body["thread_metadata"]["archived"]
    assert (await rest.ask("DELETE", path)).status == 200
    assert (await rest.ask("GET", path)).body["code"] == 10003


async def test_members_join_and_leave_a_thread(rest: RestClient, guild: GuildReport, channel: int):
    thread, member = await thread_in(rest, channel), guild.members[-1].id
    path = f"/channels/{thread}/thread-members"
    assert (await rest.ask("PUT", f"{path}/{member}")).status == 204
    listed = (await rest.ask("GET", f"{path}?with_member=true")).body
    assert {entry["user_id"] for entry in listed} == {str(member), rest.application_id}
    assert {entry["member"]["user"]["id"] for entry in listed} == {str(member), rest.application_id}
    assert (await rest.ask("GET", f"{path}/{member}")).body["user_id"] == str(member)
    assert (await rest.ask("DELETE", f"{path}/{member}")).status == 204
    assert (await rest.ask("GET", f"{path}/{member}")).body["code"] == 10007
    assert (await rest.ask("DELETE", f"{path}/@me")).status == 204
    assert (await rest.ask("GET", f"/channels/{channel}/thread-members")).body["code"] == 50024


async def test_private_threads_are_listed_apart(rest: RestClient, channel: int):
    thread = await thread_in(rest, channel, type=12, invitable=False)
    await rest.ask("PATCH", f"/channels/{thread}", {"archived": True})
    for path in ("threads/archived/private", "users/@me/threads/archived/private"):
        found = (await rest.ask("GET", f"/channels/{channel}/{path}")).body["threads"]
        assert [(entry["id"], entry["thread_metadata"]["invitable"]) for entry in found] == [(thread, False)]
    assert (await rest.ask("GET", f"/channels/{channel}/threads/archived/public")).body["threads"] == []


async def test_a_forum_thread_begins_with_a_message(rest: RestClient, guild: GuildReport):
    _, forum = await rest.ask("POST", f"/guilds/{guild.id}/channels", {"name": "questions", "type": 15})
    path = f"/channels/{forum['id']}"
    status, thread = await rest.ask("POST", f"{path}/threads", {"name": "How?", "message": {"content": "Like this."}})
    assert (status, thread["message"]["content"]) == (201, "Like this.")
    assert thread["message"]["id"] == thread["id"]
    assert (await rest.ask("POST", f"{path}/messages", {"content": "x"})).body["code"] == 50024
    assert (await rest.ask("POST", f"{path}/threads", {"name": "Empty", "message": {}})).body["code"] == 50006


async def test_deleting_a_channel_takes_its_threads_and_webhooks(rest: RestClient, guild: GuildReport, channel: int):
    thread = await thread_in(rest, channel)
    _, webhook = await rest.ask("POST", f"/channels/{channel}/webhooks", {"name": "Horn"})
    await rest.ask("DELETE", f"/channels/{channel}")
    assert (await rest.ask("GET", f"/channels/{thread}")).body["code"] == 10003
    assert (await rest.ask("GET", f"/webhooks/{webhook['id']}")).body["code"] == 10015


async def test_messages_are_pinned_listed_and_unpinned(rest: RestClient, channel: int):
    first, second = [await said(rest, channel, content) for content in ("first", "second")]
    assert (await rest.ask("PUT", f"/channels/{channel}/messages/pins/{first}")).status == 204
    assert (await rest.ask("PUT", f"/channels/{channel}/pins/{second}")).status == 204
    _, paged = await rest.ask("GET", f"/channels/{channel}/messages/pins?limit=1")
    assert (paged["items"][0]["message"]["id"], paged["has_more"]) == (second, True)
    old = (await rest.ask("GET", f"/channels/{channel}/pins")).body
    assert [message["id"] for message in old] == [second, first]
    assert all(message["pinned"] for message in old)
    assert (await rest.ask("DELETE", f"/channels/{channel}/messages/pins/{second}")).status == 204
    assert [message["id"] for message in (await rest.ask("GET", f"/channels/{channel}/pins")).body] == [first]


async def test_several_messages_are_deleted_at_once(rest: RestClient, simulator: Simulator, channel: int):
    ids = [await said(rest, channel) for _ in range(3)]
    path = f"/channels/{channel}/messages/bulk-delete"
    async with connected(simulator.endpoints) as gateway:
        await gateway.identify()
        await gateway.event("READY")
        assert (await rest.ask("POST", path, {"messages": ids[:2]})).status == 204
        assert (await gateway.event("MESSAGE_DELETE_BULK"))["d"]["ids"] == ids[:2]
    assert [found["id"] for found in (await rest.ask("GET", f"/channels/{channel}/messages")).body] == ids[2:]


@pytest.mark.parametrize(("ids", "code"), [(["5"], 50016), ([str(number) for number in range(101)], 50016)])
async def test_too_few_or_too_many_messages_are_not_deleted(rest: RestClient, channel: int, ids: list[str], code: int):
    answer = await rest.ask("POST", f"/channels/{channel}/messages/bulk-delete", {"messages": ids})
    assert (answer.status, answer.body["code"]) == (400, code)


async def test_messages_of_a_fortnight_ago_are_not_deleted_at_once(start_simulator: StartSimulator):
    clock = SimulatorClock()
    simulator = await start_simulator(clock=clock)
    async with RestClient(simulator.endpoints) as rest, ControlClient(simulator.endpoints.control) as control:
        guild = (await control.guilds())[0]
        channel = next(channel.id for channel in guild.channels if channel.name == "general")
        ids = [await said(rest, channel) for _ in range(2)]
        clock.advance(15 * 24 * 60 * 60)
        answer: Answer = await rest.ask("POST", f"/channels/{channel}/messages/bulk-delete", {"messages": ids})
    assert answer.body["code"] == 50034


async def test_a_members_message_is_deleted_with_a_line_in_the_audit_log(
    rest: RestClient, control: ControlClient, guild: GuildReport, channel: int
):
    message = await control.send_message(guild.id, "spam", channel_id=channel)
    assert (await rest.ask("DELETE", f"/channels/{channel}/messages/{message}", reason="spam")).status == 204
    _, log = await rest.ask("GET", f"/guilds/{guild.id}/audit-logs?action_type=72")
    assert log["audit_log_entries"][0]["options"] == {"channel_id": str(channel), "count": "1"}


async def test_messages_around_one_are_listed(rest: RestClient, channel: int):
    ids = [await said(rest, channel, str(number)) for number in range(5)]
    listed = (await rest.ask("GET", f"/channels/{channel}/messages?around={ids[2]}&limit=3")).body
    assert [message["id"] for message in listed] == [ids[3], ids[2], ids[1]]


@pytest.mark.parametrize(("path", "left"), [("/reactions", 0), ("/reactions/%E2%9A%93", 1)])
async def test_reactions_are_cleared(rest: RestClient, simulator: Simulator, channel: int, path: str, left: int):
    message = f"/channels/{channel}/messages/{await said(rest, channel)}"
    world = simulator.simulation.world.channels[channel].messages
    for emoji in ("\N{ANCHOR}", "\N{SAILBOAT}"):
        next(iter(world.values())).reactions[emoji] = {int(rest.application_id)}
    assert (await rest.ask("DELETE", message + path)).status == 204
    assert len((await rest.ask("GET", message)).body["reactions"]) == left


async def test_files_of_a_message_stay_or_go_as_an_edit_says(rest: RestClient, simulator: Simulator, channel: int):
    form = FormData(quote_fields=False)
    form.add_field(
        "payload_json", '{"attachments":[{"id":0,"description":"a chart"}]}', content_type="application/json"
    )
    form.add_field("files[0]", b"1", filename="a.bin")
    form.add_field("files[1]", b"22", filename="b.bin")
    _, message = await rest.ask_raw("POST", f"/channels/{channel}/messages", form)
    first, second = message["attachments"]
    assert first["description"] == "a chart"
    path = f"/channels/{channel}/messages/{message['id']}"
    _, kept = await rest.ask("PATCH", path, {"content": "both"})
    assert [file["filename"] for file in kept["attachments"]] == ["a.bin", "b.bin"]
    _, edited = await rest.ask("PATCH", path, {"attachments": [{"id": second["id"]}]})
    assert [file["filename"] for file in edited["attachments"]] == ["b.bin"]

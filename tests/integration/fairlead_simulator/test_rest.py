import aiohttp
import pytest

from fairlead_simulator.client import ControlClient, GuildReport
from fairlead_simulator.server import Simulator
from tests.integration.fairlead_simulator.rest_client import RestClient


@pytest.mark.parametrize("authorization", ["", "Bot wrong", "Bearer wrong"])
async def test_without_the_bots_token_nothing_is_given(rest: RestClient, control: ControlClient, authorization: str):
    answer = await rest.ask("GET", "/users/@me", authorization=authorization)
    assert answer == (401, {"message": "401: Unauthorized", "code": 0})
    assert (await control.report()).violations == {"unauthorized": 1}


async def test_where_to_connect_follows_the_host_that_was_asked(rest: RestClient, simulator: Simulator):
    assert await rest.ask("GET", "/gateway", authorization="") == (200, {"url": simulator.endpoints.gateway})
    status, body = await rest.ask("GET", "/gateway/bot")
    assert status == 200
    assert body == {
        "url": simulator.endpoints.gateway,
        "shards": 4,
        "session_start_limit": {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 16},
    }


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/guilds/1", 10004),
        ("GET", "/guilds/abc", 10004),
        ("GET", "/guilds/1/channels", 10004),
        ("GET", "/channels/1", 10003),
        ("POST", "/channels/1/messages", 10003),
        ("GET", "/channels/{channel}/messages/1", 10008),
        ("GET", "/guilds/{guild}/members/1", 10007),
        ("GET", "/guilds/{guild}/roles/1", 10011),
        ("GET", "/users/1", 10013),
        ("GET", "/applications/1/commands", 10002),
        ("GET", "/applications/{application}/commands/1", 10063),
        ("GET", "/webhooks/{application}/nonsense/messages/@original", 10015),
        ("POST", "/interactions/1/nonsense/callback", 10062),
        ("GET", "/no/such/route", 0),
    ],
)
async def test_what_does_not_exist_is_named_by_discords_code(
    rest: RestClient, guild: GuildReport, channel: int, method: str, path: str, code: int
):
    filled = path.format(guild=guild.id, channel=channel, application=rest.application_id)
    status, body = await rest.ask(method, filled, json={"content": "x"} if method == "POST" else None)
    assert (status, body["code"]) == (404, code)


async def test_a_method_that_a_route_does_not_have_is_refused(rest: RestClient, guild: GuildReport):
    assert (await rest.ask("PUT", f"/guilds/{guild.id}")).status == 405


async def test_a_guild_and_what_is_in_it_can_be_read(rest: RestClient, guild: GuildReport):
    _, whole = await rest.ask("GET", f"/guilds/{guild.id}?with_counts=true")
    assert (whole["name"], whole["approximate_member_count"]) == (guild.name, len(guild.members) + 1)
    _, channels = await rest.ask("GET", f"/guilds/{guild.id}/channels")
    assert {int(channel["id"]) for channel in channels} == {channel.id for channel in guild.channels}
    _, roles = await rest.ask("GET", f"/guilds/{guild.id}/roles")
    assert {int(role["id"]) for role in roles} == {role.id for role in guild.roles}
    _, role = await rest.ask("GET", f"/guilds/{guild.id}/roles/{guild.id}")
    assert role["name"] == "@everyone"
    _, member = await rest.ask("GET", f"/guilds/{guild.id}/members/{guild.owner_id}")
    assert member["user"]["id"] == str(guild.owner_id)
    _, user = await rest.ask("GET", f"/users/{guild.owner_id}")
    assert user == member["user"]


async def test_members_are_listed_page_by_page(rest: RestClient, guild: GuildReport):
    seen: list[int] = []
    while True:
        _, page = await rest.ask("GET", f"/guilds/{guild.id}/members?limit=2&after={seen[-1] if seen else 0}")
        if not page:
            break
        assert len(page) <= 2
        seen += [int(member["user"]["id"]) for member in page]
    assert seen == sorted([*(member.id for member in guild.members), int(rest.application_id)])


async def test_the_bots_guilds_are_listed_page_by_page(rest: RestClient, control: ControlClient):
    ids = sorted(guild.id for guild in await control.guilds())
    _, page = await rest.ask("GET", f"/users/@me/guilds?limit=3&after={ids[1]}")
    assert [int(guild["id"]) for guild in page] == ids[2:5]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"content": "x" * 2001}, "content", "BASE_TYPE_MAX_LENGTH"),
        ({"content": 5}, "content", "STRING_TYPE_CONVERT"),
        ({"embeds": "x"}, "embeds", "LIST_TYPE_CONVERT"),
        ({"content": "x", "flags": "y"}, "flags", "NUMBER_TYPE_COERCE"),
    ],
)
async def test_a_body_that_does_not_fit_is_refused_with_the_field(
    rest: RestClient, channel: int, body: dict[str, object], field: str, code: str
):
    status, answer = await rest.ask("POST", f"/channels/{channel}/messages", body)
    assert (status, answer["code"], answer["message"]) == (400, 50035, "Invalid Form Body")
    assert answer["errors"][field]["_errors"][0]["code"] == code


async def test_a_mistake_deep_in_a_body_is_shown_where_it_is(rest: RestClient, channel: int):
    body = {"embeds": [{"title": "fine"}, {"title": "x" * 257}]}
    _, answer = await rest.ask("POST", f"/channels/{channel}/messages", body)
    assert answer["errors"]["embeds"]["1"]["title"]["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH"


async def test_what_is_not_json_is_refused(rest: RestClient, channel: int):
    status, answer = await rest.ask_raw("POST", f"/channels/{channel}/messages", b"{")
    assert (status, answer["code"]) == (400, 50109)


async def test_an_empty_message_is_refused(rest: RestClient, channel: int):
    status, answer = await rest.ask("POST", f"/channels/{channel}/messages", {"content": ""})
    assert (status, answer["code"]) == (400, 50006)


async def test_messages_are_listed_newest_first_between_bounds(rest: RestClient, channel: int):
    path = f"/channels/{channel}/messages"
    ids = [(await rest.ask("POST", path, {"content": str(number)})).body["id"] for number in range(5)]

    async def listed(query: str) -> list[str]:
        return [message["id"] for message in (await rest.ask("GET", f"{path}?{query}")).body]

    assert await listed("limit=2") == [ids[4], ids[3]]
    assert await listed(f"before={ids[3]}&limit=2") == [ids[2], ids[1]]
    assert await listed(f"after={ids[0]}&limit=2") == [ids[2], ids[1]]
    assert (await rest.ask("GET", f"{path}?limit=101")).status == 400


async def test_only_the_bots_own_message_can_be_edited(
    rest: RestClient, control: ControlClient, guild: GuildReport, channel: int
):
    foreign = await control.send_message(guild.id, "mine", channel_id=channel)
    status, answer = await rest.ask("PATCH", f"/channels/{channel}/messages/{foreign}", {"content": "stolen"})
    assert (status, answer["code"]) == (403, 50005)
    own = (await rest.ask("POST", f"/channels/{channel}/messages", {"content": "a", "embeds": [{"title": "t"}]})).body
    _, edited = await rest.ask("PATCH", f"/channels/{channel}/messages/{own['id']}", {"content": "b"})
    assert (edited["content"], len(edited["embeds"])) == ("b", 1)
    assert edited["edited_timestamp"] is not None
    _, cleared = await rest.ask("PATCH", f"/channels/{channel}/messages/{own['id']}", {"embeds": None})
    assert (cleared["content"], cleared["embeds"]) == ("b", [])


async def test_a_reaction_is_put_counted_and_taken_back(rest: RestClient, channel: int):
    message = (await rest.ask("POST", f"/channels/{channel}/messages", {"content": "vote"})).body["id"]
    path = f"/channels/{channel}/messages/{message}"
    assert (await rest.ask("PUT", f"{path}/reactions/%E2%9A%93/@me")).status == 204
    assert [user["id"] for user in (await rest.ask("GET", f"{path}/reactions/%E2%9A%93")).body] == [rest.application_id]
    assert (await rest.ask("DELETE", f"{path}/reactions/%E2%9A%93/@me")).status == 204
    assert (await rest.ask("GET", path)).body["reactions"] == []


async def test_a_form_carries_json_and_files(rest: RestClient, channel: int):
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", '{"content":"see"}', content_type="application/json")
    form.add_field("files[0]", b"12345", filename="a.bin", content_type="application/octet-stream")
    status, message = await rest.ask_raw("POST", f"/channels/{channel}/messages", form)
    assert status == 200
    assert message["content"] == "see"
    assert [(file["filename"], file["size"]) for file in message["attachments"]] == [("a.bin", 5)]


async def test_the_direct_channel_with_a_user_is_always_the_same(rest: RestClient, guild: GuildReport):
    first = await rest.ask("POST", "/users/@me/channels", {"recipient_id": str(guild.owner_id)})
    second = await rest.ask("POST", "/users/@me/channels", {"recipient_id": str(guild.owner_id)})
    assert first == second
    assert first.body["recipients"][0]["id"] == str(guild.owner_id)
    assert (await rest.ask("POST", "/users/@me/channels", {"recipient_id": "5"})).status == 404


async def test_commands_are_registered_read_edited_and_deleted(rest: RestClient, guild: GuildReport):
    for place in ("", f"/guilds/{guild.id}"):
        path = f"/applications/{rest.application_id}{place}/commands"
        created = await rest.ask("POST", path, {"name": "ping", "description": "Pong."})
        assert created.status == 201
        assert (await rest.ask("POST", path, {"name": "ping", "description": "Pong!"})).status == 200
        one = f"{path}/{created.body['id']}"
        assert (await rest.ask("GET", one)).body["description"] == "Pong!"
        assert (await rest.ask("PATCH", one, {"description": "Else."})).body["description"] == "Else."
        assert [command["name"] for command in (await rest.ask("GET", path)).body] == ["ping"]
        assert (await rest.ask("DELETE", one)).status == 204
        assert (await rest.ask("PUT", path, [{"name": "new", "description": "New."}])).status == 200
        assert [command["name"] for command in (await rest.ask("GET", path)).body] == ["new"]


async def test_an_invalid_command_in_a_bulk_is_refused_where_it_is(rest: RestClient):
    path = f"/applications/{rest.application_id}/commands"
    status, answer = await rest.ask("PUT", path, [{"name": "fine", "description": "Fine."}, {"name": "NO"}])
    assert (status, list(answer["errors"])) == (400, ["1"])
    assert (await rest.ask("GET", path)).body == []

"""Granting and revoking access to a guild, and finding members."""

import asyncio

import pytest

from tests.integration.fairlead_api.browser import Browser
from tests.integration.fairlead_api.conftest import OpenBrowser, StartApi
from tests.integration.fairlead_api.world import World

SOMEBODY = 175928847299117063


@pytest.fixture
async def delegate(browser: Browser, world: World) -> Browser:
    await browser.sign_in(world.delegate)
    return browser


def users(world: World, guild_id: int | None = None) -> str:
    return f"/guilds/{guild_id or world.guild_id}/authorized-users"


async def test_who_has_access_is_listed_with_the_initial_user(delegate: Browser, world: World):
    page = (await delegate.get(users(world))).json
    assert {entry["user_id"]: entry["is_initial"] for entry in page["items"]} == {
        str(world.owner): True,
        str(world.delegate): False,
    }
    assert (page["total"], page["limit"], page["offset"]) == (2, 50, 0)


async def test_a_list_is_given_a_page_at_a_time(delegate: Browser, world: World):
    whole = (await delegate.get(users(world))).json["items"]
    pages = [(await delegate.get(f"{users(world)}?limit=1&offset={offset}")).json for offset in range(3)]
    assert [page["items"] for page in pages] == [whole[:1], whole[1:], []]
    for query in ("limit=0", "limit=101", "limit=-1", "offset=-1", "limit=a", f"offset={10**30}"):
        assert (await delegate.get(f"{users(world)}?{query}")).status == 422


async def test_a_delegate_grants_access_that_serves_at_another_replica_at_once(
    delegate: Browser, open_browser: OpenBrowser, world: World, start_api: StartApi
):
    elsewhere = open_browser(await start_api())
    await elsewhere.sign_in(world.revoked)
    assert (await elsewhere.get(f"/guilds/{world.guild_id}")).status == 404
    answer = await delegate.post(users(world), {"user_id": str(world.revoked)})
    assert answer.status == 201
    assert answer.json["user_id"] == str(world.revoked)
    assert answer.json["granted_by_user_id"] == str(world.delegate)
    assert (await elsewhere.get(f"/guilds/{world.guild_id}")).status == 200
    assert (await delegate.delete(f"{users(world)}/{world.revoked}")).status == 204
    assert (await elsewhere.get(f"/guilds/{world.guild_id}")).status == 404


async def test_access_is_granted_once_however_many_ask_at_the_same_time(delegate: Browser, world: World):
    answers = await asyncio.gather(*(delegate.post(users(world), {"user_id": str(SOMEBODY)}) for _ in range(4)))
    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409]
    assert (await delegate.post(users(world), {"user_id": str(world.owner)})).code == "conflict"


async def test_the_initial_user_cannot_be_revoked(delegate: Browser, world: World):
    answer = await delegate.delete(f"{users(world)}/{world.owner}")
    assert (answer.status, answer.code) == (409, "initial_user")
    assert (await delegate.delete(f"{users(world)}/{SOMEBODY}")).code == "not_found"
    assert len((await delegate.get(users(world))).json["items"]) == 2


async def test_changes_of_access_are_in_the_audit_log_with_the_request(delegate: Browser, world: World):
    headers = {"X-Request-ID": "the-grant"}
    await delegate.post(users(world), {"user_id": str(SOMEBODY)}, headers=headers)
    await delegate.delete(f"{users(world)}/{SOMEBODY}")
    await delegate.delete(f"{users(world)}/{world.owner}")  # refused: nothing changed
    grant, revocation = await world.audit()
    assert (grant.action, grant.actor, grant.guild_id) == (
        "guild.access.grant",
        f"user:{world.delegate}",
        world.guild_id,
    )
    assert (grant.before, grant.after, grant.request_id) == (None, {"user_id": str(SOMEBODY)}, "the-grant")
    assert revocation.action == "guild.access.revoke"
    assert revocation.before == {"user_id": str(SOMEBODY), "granted_by_user_id": str(world.delegate)}


async def test_a_key_changes_access_in_its_own_name(browser: Browser, world: World):
    key = await world.make_key("access:write")
    answer = await browser.post(
        users(world), {"user_id": str(SOMEBODY)}, headers={"Authorization": f"Bearer {key}"}, guard=False
    )
    assert answer.status == 201
    (entry,) = await world.audit()
    assert entry.actor == f"key:{key[:12]}"


WRONG_IDS = ["0", "-1", "+1", "01", "1.0", "1e3", "abc", str(2**63), "9" * 40, "%20", "1%00", "1;--", "\u0661"]


@pytest.mark.parametrize("wrong", WRONG_IDS)
async def test_an_id_that_is_none_is_refused_in_a_path(delegate: Browser, world: World, wrong: str):
    path = wrong if wrong.isascii() else "%D9%A1"
    for address in (f"/guilds/{path}", f"/guilds/{path}/authorized-users"):
        answer = await delegate.get(address)
        assert (answer.status, answer.code) == (422, "validation"), answer.text
        (fault,) = answer.json["errors"]
        assert fault["field"] == "path.guild_id"
        assert "digits from 1 to" in fault["message"]
    assert (await delegate.delete(f"{users(world)}/{path}")).status == 422


@pytest.mark.parametrize(
    "wrong", [0, 1, -1, 1.5, 2**63, True, None, [], {}, "", " 1", "1 ", "1\n", "-1", "0x1", str(2**63)]
)
async def test_an_id_that_is_none_is_refused_in_a_body(delegate: Browser, world: World, wrong: object):
    answer = await delegate.post(users(world), {"user_id": wrong})
    assert (answer.status, answer.code) == (422, "validation")
    assert answer.json["errors"][0]["field"] == "body.user_id"


async def test_the_largest_id_is_an_id(delegate: Browser, world: World):
    answer = await delegate.post(users(world), {"user_id": str(2**63 - 1)})
    assert (answer.status, answer.json["user_id"]) == (201, str(2**63 - 1))


async def test_a_body_with_more_than_was_asked_for_is_refused(delegate: Browser, world: World):
    answer = await delegate.post(users(world), {"user_id": "5", "is_active": True})
    assert answer.json["errors"][0]["field"] == "body.is_active"


async def test_members_are_found_by_how_their_names_begin(delegate: Browser, world: World):
    found = (await delegate.get(f"/guilds/{world.guild_id}/members?query={world.member_name[:3]}")).json["items"]
    assert found
    for member in found:
        assert member["username"].startswith(world.member_name[:3]) or member["nick"].startswith(world.member_name[:3])
        assert member["user_id"].isdecimal()
    assert (await delegate.get(f"/guilds/{world.guild_id}/members?query=no%20such%20name")).json["items"] == []
    for query in ("", "?query=", "?query=%00", f"?query={'a' * 101}", "?query=a&limit=101"):
        assert (await delegate.get(f"/guilds/{world.guild_id}/members{query}")).status == 422


INJECTIONS = [
    "' OR '1'='1",
    "1; DROP TABLE guilds; --",
    "$1",
    "%27%20OR%201=1",
    "\\",
    "{{7*7}}",
    "../../etc/passwd",
    "a\u2028b",
]


@pytest.mark.parametrize("text", INJECTIONS)
async def test_sql_in_a_parameter_is_text(delegate: Browser, open_browser: OpenBrowser, world: World, text: str):
    before = (await delegate.get(users(world))).json
    quoted = "".join(f"%{byte:02X}" for byte in text.encode())
    assert (await delegate.get(f"/guilds/{world.guild_id}/members?query={quoted}")).json["items"] == []
    for answer in (
        await delegate.get(f"/guilds/{quoted}"),
        await delegate.post(users(world), {"user_id": text}),
        await delegate.delete(f"{users(world)}/{quoted}"),
        await delegate.get(f"{users(world)}?limit={quoted}"),
        await open_browser().get(f"/auth/discord/callback?state={quoted}&code={quoted}"),
        await open_browser().get(
            "/guilds", headers={"Authorization": f"Bearer {text.encode('ascii', 'replace').decode()}"}
        ),
        await open_browser().get("/guilds", headers={"Cookie": f"__Host-fairlead={quoted}"}),
    ):
        assert 400 <= answer.status < 500, answer.text
        assert answer.code
    assert (await delegate.get(users(world))).json == before

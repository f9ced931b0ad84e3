"""Logging in with OAuth2 by bare HTTP, as a web application and its user's browser do."""

import base64
import hashlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from yarl import URL

from fairlead_simulator.client import ControlClient, GuildReport
from fairlead_simulator.oauth.grants import ACCESS_SECONDS, CODE_SECONDS
from fairlead_simulator.server import Endpoints, Simulator
from fairlead_simulator.world.audit import AuditAction
from fairlead_simulator.world.permissions import Permission
from tests.fixtures.simulator import SimulatorClock, StartSimulator
from tests.integration.fairlead_simulator.rest_client import RestClient

CALLBACK = "http://localhost:3000/callback"
VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


class Browser:
    """A user's browser and the web application behind the callback, in one."""

    def __init__(self, endpoints: Endpoints, http: aiohttp.ClientSession) -> None:
        self.endpoints = endpoints
        self.http = http

    def query(self, **changes: str) -> dict[str, str]:
        asked = {
            "client_id": self.endpoints.application_id,
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": "identify guilds",
            "state": "s&1",
        }
        return {name: value for name, value in (asked | changes).items() if value}

    async def page(self, **changes: str) -> tuple[int, str]:
        async with self.http.get(self.endpoints.authorize, params=self.query(**changes)) as response:
            return response.status, await response.text()

    async def sent_back(self, user_id: int | str, *, guild_id: int | None = None, **changes: str) -> dict[str, str]:
        form = {"user_id": str(user_id)} | ({} if guild_id is None else {"guild_id": str(guild_id)})
        url = self.endpoints.authorize
        async with self.http.post(url, params=self.query(**changes), data=form, allow_redirects=False) as response:
            assert response.status == 302
            back = URL(response.headers["Location"])
        assert str(back.with_query(None)) == CALLBACK
        return dict(back.query)

    async def token(self, path: str = "/oauth2/token", **form: str) -> tuple[int, dict[str, Any]]:
        client = {"client_id": self.endpoints.application_id, "client_secret": self.endpoints.client_secret}
        data = {name: value for name, value in (client | form).items() if value}
        async with self.http.post(self.endpoints.rest + path, data=data) as response:
            return response.status, await response.json()

    async def exchange(self, code: str, **form: str) -> tuple[int, dict[str, Any]]:
        return await self.token(grant_type="authorization_code", code=code, redirect_uri=CALLBACK, **form)

    async def logged_in(self, user_id: int, scope: str = "identify guilds") -> dict[str, Any]:
        status, tokens = await self.exchange((await self.sent_back(user_id, scope=scope))["code"])
        assert status == 200
        return tokens


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def browser(simulator: Simulator, http: aiohttp.ClientSession) -> Browser:
    return Browser(simulator.endpoints, http)


def bearer(tokens: dict[str, Any]) -> str:
    return f"{tokens['token_type']} {tokens['access_token']}"


async def test_the_page_says_who_asks_for_what_and_lists_test_users(browser: Browser, guild: GuildReport):
    status, page = await browser.page()
    assert status == 200
    assert "<h1>Authorise fairlead</h1>" in page
    assert "<code>identify</code>" in page
    assert f'value="{guild.owner_id}"' in page
    assert "@harbourmaster" in page


async def test_the_page_finds_users_by_name_and_keeps_what_was_asked(browser: Browser):
    _, page = await browser.page(q="harbourm", state='"><script>')
    assert page.count('<button name="user_id"') == 2
    assert "&quot;&gt;&lt;script&gt;" in page
    assert "<script>" not in page


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "5"},
        {"client_id": "x"},
        {"redirect_uri": ""},
        {"redirect_uri": "/relative"},
        {"response_type": "token"},
        {"scope": ""},
        {"scope": "everything"},
        {"scope": "bot", "permissions": "many"},
        {"scope": "bot", "guild_id": "here"},
        {"code_challenge": "x", "code_challenge_method": "S512"},
    ],
)
async def test_what_cannot_be_asked_is_said_on_the_page_and_nobody_is_sent_back(
    browser: Browser, changes: dict[str, str]
):
    assert (await browser.page(**changes))[0] == 400
    async with browser.http.post(
        browser.endpoints.authorize, params=browser.query(**changes), data={"user_id": "1"}, allow_redirects=False
    ) as response:
        assert response.status == 400


async def test_only_registered_addresses_are_sent_back_to(browser: Browser):
    registered = {"redirect_uris": ["http://localhost:3000/elsewhere"]}
    async with browser.http.put(browser.endpoints.control + "/bot", json=registered) as response:
        assert response.status == 200
    status, page = await browser.page()
    assert (status, "Invalid OAuth2 redirect_uri" in page) == (400, True)


async def test_a_user_logs_in_and_is_known_by_the_token(browser: Browser, rest: RestClient, guild: GuildReport):
    back = await browser.sent_back(guild.owner_id)
    assert back["state"] == "s&1"
    status, tokens = await browser.exchange(back["code"])
    assert (status, tokens["scope"], tokens["expires_in"]) == (200, "guilds identify", ACCESS_SECONDS)
    _, user = await rest.ask("GET", "/users/@me", authorization=bearer(tokens))
    assert user["id"] == str(guild.owner_id)
    assert "email" not in user
    _, guilds = await rest.ask("GET", "/users/@me/guilds?with_counts=true", authorization=bearer(tokens))
    assert [(entry["id"], entry["owner"]) for entry in guilds] == [(str(guild.id), True)]
    assert guilds[0]["approximate_member_count"] == len(guild.members) + 1
    _, granted = await rest.ask("GET", "/oauth2/@me", authorization=bearer(tokens))
    assert (granted["scopes"], granted["user"]["id"]) == (["guilds", "identify"], str(guild.owner_id))


async def test_more_scopes_show_more(browser: Browser, rest: RestClient, guild: GuildReport):
    tokens = await browser.logged_in(guild.owner_id, "identify email guilds.members.read")
    _, user = await rest.ask("GET", "/users/@me", authorization=bearer(tokens))
    assert user["email"].endswith("@example.invalid")
    _, member = await rest.ask("GET", f"/users/@me/guilds/{guild.id}/member", authorization=bearer(tokens))
    assert member["user"]["id"] == str(guild.owner_id)
    assert (await rest.ask("GET", "/users/@me/guilds/5/member", authorization=bearer(tokens))).body["code"] == 10004
    status, body = await rest.ask("GET", "/users/@me/guilds", authorization=bearer(tokens))
    assert (status, body["code"]) == (403, 50026)


async def test_a_user_who_does_not_want_to_is_sent_back_without_a_code(browser: Browser):
    back = await browser.sent_back("")
    assert (back["error"], back["state"], "code" in back) == ("access_denied", "s&1", False)


@pytest.mark.parametrize("user_id", ["5", "nobody"])
async def test_nobody_can_be_a_user_that_does_not_exist(browser: Browser, user_id: str):
    async with browser.http.post(
        browser.endpoints.authorize, params=browser.query(), data={"user_id": user_id}, allow_redirects=False
    ) as response:
        assert response.status == 400


async def test_a_code_is_good_once(browser: Browser, guild: GuildReport):
    code = (await browser.sent_back(guild.owner_id))["code"]
    assert (await browser.exchange(code))[0] == 200
    status, body = await browser.exchange(code)
    assert (status, body["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(("verifier", "status"), [(VERIFIER, 200), ("another", 400), ("", 400)])
async def test_a_challenged_code_needs_its_verifier(browser: Browser, guild: GuildReport, verifier: str, status: int):
    back = await browser.sent_back(guild.owner_id, code_challenge=CHALLENGE, code_challenge_method="S256")
    assert (await browser.exchange(back["code"], code_verifier=verifier))[0] == status


async def test_a_plain_challenge_is_its_own_verifier(browser: Browser, guild: GuildReport):
    back = await browser.sent_back(guild.owner_id, code_challenge="plain-text")
    assert (await browser.exchange(back["code"], code_verifier="plain-text"))[0] == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "5"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"redirect_uri": "http://elsewhere"}, 400, "invalid_grant"),
        ({"code": "wrong"}, 400, "invalid_grant"),
        ({"code": ""}, 400, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "wrong"}, 400, "invalid_grant"),
        ({"grant_type": "client_credentials", "scope": "nonsense"}, 400, "invalid_scope"),
    ],
)
async def test_a_wrong_exchange_is_refused_as_oauth2_says(
    browser: Browser, guild: GuildReport, form: dict[str, str], status: int, error: str
):
    code = (await browser.sent_back(guild.owner_id))["code"]
    right = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    answered, body = await browser.token(**(right | form))
    assert (answered, body["error"]) == (status, error)


async def test_json_is_no_form(browser: Browser):
    async with browser.http.post(browser.endpoints.rest + "/oauth2/token", json={}) as response:
        assert (await response.json())["error"] == "invalid_request"


async def test_the_client_may_name_itself_in_a_header(browser: Browser, simulator: Simulator):
    endpoints = simulator.endpoints
    named = base64.b64encode(f"{endpoints.application_id}:{endpoints.client_secret}".encode()).decode()
    form = {"grant_type": "client_credentials", "scope": "identify"}
    unversioned = endpoints.rest.removesuffix("/v10") + "/oauth2/token"
    async with browser.http.post(unversioned, data=form, headers={"Authorization": f"Basic {named}"}) as response:
        tokens = await response.json()
    assert (response.status, "refresh_token" in tokens) == (200, False)
    async with browser.http.post(unversioned, data=form, headers={"Authorization": "Basic %"}) as response:
        assert response.status == 401


async def test_a_refresh_token_gives_new_tokens_and_ends_the_old(
    browser: Browser, rest: RestClient, guild: GuildReport
):
    old = await browser.logged_in(guild.owner_id)
    refreshing = {"grant_type": "refresh_token", "refresh_token": old["refresh_token"]}
    _, new = await browser.token(**refreshing)
    assert new["scope"] == old["scope"]
    assert (await rest.ask("GET", "/users/@me", authorization=bearer(new))).status == 200
    assert (await rest.ask("GET", "/users/@me", authorization=bearer(old))).status == 401
    assert (await browser.token(**refreshing))[1]["error"] == "invalid_grant"


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
async def test_revoking_one_token_ends_both(browser: Browser, rest: RestClient, guild: GuildReport, kind: str):
    tokens = await browser.logged_in(guild.owner_id)
    assert await browser.token("/oauth2/token/revoke", token=tokens[kind]) == (200, {})
    assert (await rest.ask("GET", "/users/@me", authorization=bearer(tokens))).status == 401
    status, _ = await browser.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert status == 400
    assert await browser.token("/oauth2/token/revoke", token="unknown") == (200, {})
    assert (await browser.token("/oauth2/token/revoke", token="x", client_secret="wrong"))[0] == 401


async def test_codes_and_tokens_end_with_their_time(start_simulator: StartSimulator, http: aiohttp.ClientSession):
    clock = SimulatorClock()
    simulator = await start_simulator(clock=clock)
    browser, owner = Browser(simulator.endpoints, http), simulator.simulation.application.owner.id
    late = (await browser.sent_back(owner))["code"]
    clock.advance(CODE_SECONDS)
    assert (await browser.exchange(late))[0] == 400
    tokens = await browser.logged_in(owner)
    async with RestClient(simulator.endpoints) as rest:
        clock.advance(ACCESS_SECONDS - 1)
        assert (await rest.ask("GET", "/users/@me", authorization=bearer(tokens))).status == 200
        clock.advance(1)
        assert (await rest.ask("GET", "/users/@me", authorization=bearer(tokens))).status == 401


async def test_a_guilds_owner_says_who_may_use_a_command(browser: Browser, rest: RestClient, guild: GuildReport):
    root = f"/applications/{rest.application_id}/guilds/{guild.id}/commands"
    _, command = await rest.ask("POST", root, {"name": "ping", "description": "Pong."})
    path = f"{root}/{command['id']}/permissions"
    assert (await rest.ask("GET", path)).body["code"] == 10066
    given = {"permissions": [{"id": str(guild.id), "type": 1, "permission": False}]}
    assert (await rest.ask("PUT", path, given)).body["code"] == 20001
    scope = "applications.commands.permissions.update"
    owner = await browser.logged_in(guild.owner_id, scope)
    _, answer = await rest.ask("PUT", path, given, authorization=bearer(owner))
    assert answer["permissions"] == given["permissions"]
    assert (await rest.ask("GET", path)).body == answer
    assert (await rest.ask("GET", f"{root}/permissions")).body == [answer]
    member = next(member.id for member in guild.members if member.id != guild.owner_id)
    plain = await browser.logged_in(member, scope)
    assert (await rest.ask("PUT", path, given, authorization=bearer(plain))).body["code"] == 50013
    assert (await rest.ask("PUT", f"{root}/5/permissions", given, authorization=bearer(owner))).body["code"] == 10063


async def test_a_user_adds_the_bot_to_a_guild_of_theirs(
    browser: Browser, rest: RestClient, control: ControlClient, guild: GuildReport
):
    await control.remove_bot(guild.id)
    asked = {"scope": "bot identify", "permissions": str(Permission.VIEW_AUDIT_LOG.value)}
    async with browser.http.post(
        browser.endpoints.authorize, params=browser.query(**asked), data={"user_id": str(guild.owner_id)}
    ) as response:
        page = await response.text()
    assert f'name="guild_id" value="{guild.id}"' in page
    assert page.count('name="guild_id"') == 1
    assert (await rest.ask("GET", f"/guilds/{guild.id}")).status == 404
    back = await browser.sent_back(guild.owner_id, guild_id=guild.id, **asked)
    assert (back["guild_id"], back["permissions"], back["state"]) == (str(guild.id), "128", "s&1")
    assert (await browser.exchange(back["code"]))[1]["guild"]["id"] == str(guild.id)
    _, log = await rest.ask("GET", f"/guilds/{guild.id}/audit-logs?action_type={AuditAction.BOT_ADD.value}")
    assert [entry["user_id"] for entry in log["audit_log_entries"]] == [str(guild.owner_id)]


async def test_nobody_adds_the_bot_to_a_guild_that_they_do_not_manage(
    browser: Browser, rest: RestClient, control: ControlClient, guild: GuildReport
):
    await control.remove_bot(guild.id)
    plain = next(member.id for member in guild.members if member.id != guild.owner_id)
    async with browser.http.post(
        browser.endpoints.authorize,
        params=browser.query(scope="bot"),
        data={"user_id": str(plain), "guild_id": str(guild.id)},
        allow_redirects=False,
    ) as response:
        assert response.status == 400
    assert (await rest.ask("GET", f"/guilds/{guild.id}")).status == 404


async def test_an_invite_without_a_way_back_ends_on_a_page(
    browser: Browser, rest: RestClient, control: ControlClient, guild: GuildReport
):
    await control.remove_bot(guild.id)
    link = {"client_id": browser.endpoints.application_id, "scope": "bot applications.commands"}
    for user_id, said in (("", "was not added"), (str(guild.owner_id), "was added")):
        form = {"user_id": user_id, "guild_id": str(guild.id)}
        async with browser.http.post(browser.endpoints.authorize, params=link, data=form) as response:
            assert (response.status, said in await response.text()) == (200, True)
    assert (await rest.ask("GET", f"/guilds/{guild.id}")).status == 200


async def test_who_does_not_want_the_bot_is_sent_back_without_it(
    browser: Browser, rest: RestClient, control: ControlClient, guild: GuildReport
):
    await control.remove_bot(guild.id)
    back = await browser.sent_back("", scope="bot", guild_id=guild.id)
    assert (back["error"], back["state"]) == ("access_denied", "s&1")
    assert (await rest.ask("GET", f"/guilds/{guild.id}")).status == 404

"""Every route of a guild, for everybody who could ask."""

from collections.abc import Awaitable, Callable
from enum import Enum

import pytest
from fastapi.routing import APIRoute

from fairlead_api.access.principal import KeyScope
from fairlead_api.routes import api_routes
from tests.builders.fleet import pod_status
from tests.integration.fairlead_api.api_server import RunningApi
from tests.integration.fairlead_api.browser import Answer, Browser
from tests.integration.fairlead_api.conftest import OpenBrowser, Publish
from tests.integration.fairlead_api.world import World

NOBODY_YET = 175928847299117063
UNKNOWN_GUILD = 175928847299117064


class Who(Enum):
    OWNER = "owner"
    DELEGATE = "delegate"
    STRANGER = "user of another guild"
    REVOKED = "revoked"
    ANONYMOUS = "anonymous"
    KEY = "key with the scope"
    WRONG_KEY = "key without the scope"
    REVOKED_KEY = "revoked key"


ROUTES = {
    ("GET", "/api/v1/guilds/{guild_id}"): ("guilds:read", None, 200),
    ("GET", "/api/v1/guilds/{guild_id}/members"): ("members:read", None, 200),
    ("GET", "/api/v1/guilds/{guild_id}/members/{user_id}"): ("members:read", None, 200),
    ("GET", "/api/v1/guilds/{guild_id}/channels"): ("guilds:read", None, 200),
    ("GET", "/api/v1/guilds/{guild_id}/roles"): ("guilds:read", None, 200),
    ("GET", "/api/v1/guilds/{guild_id}/authorized-users"): ("access:read", None, 200),
    ("POST", "/api/v1/guilds/{guild_id}/authorized-users"): ("access:write", {"user_id": str(NOBODY_YET)}, 201),
    ("DELETE", "/api/v1/guilds/{guild_id}/authorized-users/{user_id}"): ("access:write", None, 204),
    ("GET", "/api/v1/guilds/{guild_id}/settings"): ("settings:read", None, 200),
    ("GET", "/api/v1/guilds/{guild_id}/settings/schema"): ("settings:read", None, 200),
    ("GET", "/api/v1/guilds/{guild_id}/settings/{key}"): ("settings:read", None, 200),
    ("PUT", "/api/v1/guilds/{guild_id}/settings"): ("settings:write", {"levels": {"step": 5}}, 200),
    ("GET", "/api/v1/shards/{guild_id}"): ("guilds:read", None, 200),
}
"""What each takes: the scope of a key and a body; and what it answers with where it is allowed."""
OF_THE_TEAM = {("GET", "/api/v1/llm/usage/by-guild/{guild_id}")}
"""What concerns a guild but is not for its users."""
ALL_SCOPES = [scope.value for scope in KeyScope]
REFUSALS = {
    Who.STRANGER: (404, "not_found"),
    Who.REVOKED: (404, "not_found"),
    Who.ANONYMOUS: (401, "unauthenticated"),
    Who.WRONG_KEY: (403, "missing_scope"),
    Who.REVOKED_KEY: (401, "key_refused"),
}

type AskAs = Callable[[Who, str, str, int], Awaitable[Answer]]


@pytest.fixture(autouse=True)
async def fleet(publish: Publish) -> None:
    """A fleet that reports."""
    await publish(pod_status("demo-4x2-0", 0))


@pytest.fixture
def ask_as(open_browser: OpenBrowser, world: World) -> AskAs:
    """Use a route as somebody, in a guild."""

    async def ask(who: Who, method: str, template: str, guild_id: int) -> Answer:
        scope, body, _ = ROUTES[method, template]
        browser, headers = open_browser(), await _headers(who, scope)
        people = {
            Who.OWNER: world.owner,
            Who.DELEGATE: world.delegate,
            Who.STRANGER: world.stranger,
            Who.REVOKED: world.revoked,
        }
        if who in people:
            await browser.sign_in(people[who])
        path = template.format(guild_id=guild_id, user_id=world.delegate, key="levels")
        if template.endswith("/members"):
            path += f"?query={world.member_name[:2]}"
        guard = not headers
        return await browser.ask(method, path, json=body, headers=headers | {"If-Match": "*"}, guard=guard)

    async def _headers(who: Who, scope: str) -> dict[str, str]:
        match who:
            case Who.KEY:
                key = await world.make_key(scope)
            case Who.WRONG_KEY:
                key = await world.make_key(*(other for other in ALL_SCOPES if other != scope))
            case Who.REVOKED_KEY:
                key = await world.make_key(*ALL_SCOPES, is_active=False)
            case _:
                return {}
        return {"Authorization": f"Bearer {key}"}

    return ask


def test_the_matrix_has_every_route_of_a_guild(api: RunningApi):
    found = {
        (method, route.path)
        for route in api_routes(api.app)
        if "{guild_id}" in route.path and isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    assert found == ROUTES.keys() | OF_THE_TEAM


@pytest.mark.parametrize(("method", "template"), ROUTES)
@pytest.mark.parametrize("who", Who)
async def test_a_guild_is_open_to_its_users_and_to_keys_with_the_scope_alone(
    ask_as: AskAs, world: World, who: Who, method: str, template: str
):
    answer = await ask_as(who, method, template, world.guild_id)
    if who in REFUSALS:
        assert (answer.status, answer.code) == REFUSALS[who]
    else:
        assert answer.status == ROUTES[method, template][2], answer.text


@pytest.mark.parametrize(("method", "template"), ROUTES)
async def test_a_guild_of_others_looks_as_one_that_does_not_exist(
    ask_as: AskAs, world: World, method: str, template: str
):
    hidden = await ask_as(Who.OWNER, method, template, world.other_guild_id)
    missing = await ask_as(Who.OWNER, method, template, UNKNOWN_GUILD)
    assert hidden.status == missing.status == 404
    assert {**hidden.json, "request_id": ""} == {**missing.json, "request_id": ""}


@pytest.mark.parametrize(("method", "template"), ROUTES)
async def test_a_guild_that_lost_the_bot_is_closed(ask_as: AskAs, world: World, method: str, template: str):
    await world.close_guild()
    assert (await ask_as(Who.OWNER, method, template, world.guild_id)).status == 404


@pytest.mark.parametrize(("method", "template"), ROUTES)
async def test_a_revocation_holds_for_the_next_request(browser: Browser, world: World, method: str, template: str):
    await browser.sign_in(world.delegate)
    assert (await browser.get(f"/guilds/{world.guild_id}")).status == 200
    await world.revoke(world.delegate)
    _, body, _ = ROUTES[method, template]
    path = template.format(guild_id=world.guild_id, user_id=world.delegate, key="levels")
    answer = await browser.ask(method, f"{path}?query=a", json=body)
    assert (answer.status, answer.code) == (404, "not_found")


async def test_a_user_lists_their_guilds_alone_and_a_key_all(open_browser: OpenBrowser, world: World):
    seen: dict[int, list[str]] = {}
    for user in (world.owner, world.delegate, world.revoked, world.stranger):
        browser = open_browser()
        await browser.sign_in(user)
        page = (await browser.get("/guilds")).json
        seen[user] = [guild["guild_id"] for guild in page["items"]]
        assert page["total"] == len(page["items"])
    own, other = [str(world.guild_id)], [str(world.other_guild_id)]
    assert seen == {world.owner: own, world.delegate: own, world.revoked: [], world.stranger: other}
    bearer = {"Authorization": f"Bearer {await world.make_key('guilds:read')}"}
    assert (await open_browser().get("/guilds", headers=bearer)).json["total"] == 2
    without = {"Authorization": f"Bearer {await world.make_key('access:read')}"}
    assert (await open_browser().get("/guilds", headers=without)).code == "missing_scope"
    assert (await open_browser().get("/guilds")).status == 401

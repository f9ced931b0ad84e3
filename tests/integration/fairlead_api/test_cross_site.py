"""What a page of somebody else cannot have a user's browser do."""

import pytest

from tests.integration.fairlead_api.browser import GUARD, Browser
from tests.integration.fairlead_api.conftest import OpenBrowser
from tests.integration.fairlead_api.environment import DASHBOARD
from tests.integration.fairlead_api.world import World

FORGED = {
    "another origin": {"Origin": "https://evil.test"},
    "an origin that begins as ours": {"Origin": f"{DASHBOARD}.evil.test"},
    "our host without TLS": {"Origin": DASHBOARD.replace("https", "http")},
    "no origin": {"Origin": None},
    "a hidden origin": {"Origin": "null"},
    "cross-site without an origin": {"Origin": None, "Sec-Fetch-Site": "cross-site"},
    "the same site without an origin": {"Origin": None, "Sec-Fetch-Site": "same-site"},
    "a form, which sends no header of its own": {"X-Fairlead-Request": None},
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/auth/logout"),
        ("POST", "/auth/discord/callback"),
        ("POST", "/guilds/{guild_id}/authorized-users"),
        ("DELETE", "/guilds/{guild_id}/authorized-users/{user_id}"),
        ("POST", "/api-keys"),
        ("PUT", "/nowhere"),
    ],
)
async def test_a_forged_request_changes_nothing(
    browser: Browser, world: World, method: str, path: str, forged: dict[str, str | None]
):
    await browser.sign_in(world.owner)
    headers = {name: value for name, value in {**GUARD, **forged}.items() if value is not None}
    address = "/api/v1" + path.format(guild_id=world.guild_id, user_id=world.delegate)
    answer = await browser.ask(method, address, headers=headers, guard=False, json={"user_id": "5"})
    assert (answer.status, answer.code) == (403, "cross_site")
    assert len((await browser.get(f"/guilds/{world.guild_id}/authorized-users")).json["items"]) == 2
    assert (await browser.get("/auth/me")).status == 200


async def test_an_authorization_header_does_not_open_the_session_to_others(browser: Browser, world: World):
    await browser.sign_in(world.owner)
    forged = {"Origin": "https://evil.test", "Authorization": "Bearer nothing"}
    path = f"/guilds/{world.guild_id}/authorized-users/{world.delegate}"
    answer = await browser.delete(path, headers=forged, guard=False)
    assert (answer.status, answer.code) == (401, "key_refused")


async def test_scripts_of_the_dashboard_may_read_answers_and_others_may_not(open_browser: OpenBrowser):
    ours = await open_browser().get("/guilds", headers={"Origin": DASHBOARD})
    assert ours.headers["Access-Control-Allow-Origin"] == DASHBOARD
    assert ours.headers["Access-Control-Allow-Credentials"] == "true"
    other = await open_browser().get("/guilds", headers={"Origin": "https://evil.test"})
    assert "Access-Control-Allow-Origin" not in other.headers
    asked = {"Origin": "https://evil.test", "Access-Control-Request-Method": "DELETE"}
    assert (await open_browser().ask("OPTIONS", "/api/v1/guilds", headers=asked)).status == 400

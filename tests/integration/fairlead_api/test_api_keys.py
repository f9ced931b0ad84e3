"""Keys of programs, and who may make them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from fairlead_api.api_keys.key import hash_of
from fairlead_shared.database.models import ApiKey
from fairlead_shared.database.scope import FleetScope
from tests.integration.fairlead_api.browser import Browser
from tests.integration.fairlead_api.conftest import OpenBrowser, StartApi
from tests.integration.fairlead_api.world import World

WANTED = {"name": "deploy", "scopes": ["guilds:read"]}


@pytest.fixture
async def admin(open_browser: OpenBrowser, world: World, start_api: StartApi) -> Browser:
    """The owner, as one of `ADMIN_DISCORD_IDS`."""
    browser = open_browser(await start_api(ADMIN_DISCORD_IDS=f"{world.owner}, 5"))
    await browser.sign_in(world.owner)
    return browser


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def test_a_key_is_shown_once_and_only_its_hash_is_kept(admin: Browser, world: World):
    made = await admin.post("/api-keys", WANTED)
    assert made.status == 201
    key = made.json["key"]
    assert key.startswith(made.json["prefix"])
    listed = await admin.get("/api-keys")
    assert [entry["name"] for entry in listed.json["items"]] == ["deploy"]
    assert key not in listed.text
    assert "key_hash" not in listed.text
    async with world.database.transaction(FleetScope()) as transaction:
        row = (await transaction.scalars(select(ApiKey))).one()
        assert row.key_hash == hash_of(key)
        assert key not in str(row.__dict__)


async def test_a_key_is_good_until_it_is_revoked(admin: Browser, open_browser: OpenBrowser):
    made = (await admin.post("/api-keys", WANTED)).json
    program = open_browser()
    assert (await program.get("/guilds", headers=bearer(made["key"]))).status == 200
    assert (await admin.get("/api-keys")).json["items"][0]["last_used"] is not None
    assert (await admin.delete(f"/api-keys/{made['id']}")).status == 204
    answer = await program.get("/guilds", headers=bearer(made["key"]))
    assert (answer.status, answer.code) == (401, "key_refused")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert (await admin.delete(f"/api-keys/{made['id']}")).status == 404
    assert (await admin.get("/api-keys")).json["total"] == 0


async def test_keys_are_audited_without_the_key(admin: Browser, world: World):
    made = (await admin.post("/api-keys", WANTED)).json
    await admin.delete(f"/api-keys/{made['id']}")
    created, revoked = await world.audit()
    assert (created.action, revoked.action) == ("api_key.create", "api_key.revoke")
    assert created.after == {"prefix": made["prefix"], "name": "deploy", "scopes": ["guilds:read"]}
    assert created.actor == f"user:{world.owner}"
    assert made["key"] not in str(created.after) + str(revoked.before)


async def test_a_key_that_has_expired_or_is_none_is_refused(browser: Browser, world: World):
    past = datetime.now(UTC) - timedelta(seconds=1)
    expired = await world.make_key("guilds:read", expires_at=past)
    good = await world.make_key("guilds:read", expires_at=past + timedelta(hours=1))
    assert (await browser.get("/guilds", headers=bearer(good))).status == 200
    wrong = [expired, good[:-1], good + "x", "", "flk_00000000_" + "a" * 43, hash_of(good)]
    for key in wrong:
        assert (await browser.get("/guilds", headers=bearer(key))).code == "key_refused"
    for header in (f"Basic {good}", good, "Bearer"):
        assert (await browser.get("/guilds", headers={"Authorization": header})).code == "key_refused"


async def test_a_key_is_not_helped_by_a_session(browser: Browser, world: World):
    await browser.sign_in(world.owner)
    assert (await browser.get(f"/guilds/{world.guild_id}", headers=bearer("nonsense"))).status == 401


async def test_the_bot_has_a_key_of_its_own(open_browser: OpenBrowser, world: World, start_api: StartApi):
    key = "the key of the bot with more than 32 characters"
    browser = open_browser(await start_api(API_KEY_FOR_BOT=key))
    assert (await browser.get(f"/guilds/{world.guild_id}", headers=bearer(key))).status == 200
    assert (await browser.get(f"/guilds/{world.guild_id}", headers=bearer(key + "x"))).status == 401


async def test_keys_do_not_make_keys(browser: Browser, world: World):
    key = await world.make_key("guilds:read", "members:read", "access:read", "access:write")
    answer = await browser.post("/api-keys", WANTED, headers=bearer(key), guard=False)
    assert (answer.status, answer.code) == (403, "forbidden")


async def test_only_the_developer_team_sees_keys_and_only_its_actors_make_them(
    open_browser: OpenBrowser, world: World, start_api: StartApi
):
    member, outsider = world.delegate, world.stranger
    viewers = await start_api(MAIN_GUILD_ID=str(world.guild_id))
    role = await world.role_of(member)
    actors = await start_api(MAIN_GUILD_ID=str(world.guild_id), MAIN_GUILD_ADMIN_ROLE_ID=str(role))
    expected = {
        ("viewers", member): (200, 403, "viewer"),
        ("viewers", outsider): (403, 403, "none"),
        ("actors", member): (200, 201, "actor"),
        ("actors", outsider): (403, 403, "none"),
    }
    for (name, user), (sees, makes, team) in expected.items():
        browser = open_browser({"viewers": viewers, "actors": actors}[name])
        await browser.sign_in(user)
        assert (await browser.get("/auth/me")).json["team"] == team
        assert (await browser.get("/api-keys")).status == sees
        assert (await browser.post("/api-keys", WANTED)).status == makes
    assert (await open_browser(actors).get("/api-keys")).status == 401
    assert (await open_browser(actors).post("/api-keys", WANTED)).status == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "a\x00b"},
        {"name": "x" * 101},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"lifetime": 59},
        {"lifetime": 10**9},
        {"is_active": False},
    ],
)
async def test_a_key_that_makes_no_sense_is_refused(admin: Browser, wrong: dict[str, object]):
    assert (await admin.post("/api-keys", WANTED | wrong)).code == "validation"

"""Signing in with Discord, and out again."""

import re
from typing import cast

import pytest
from redis.asyncio import Redis
from yarl import URL

from fairlead_simulator.server import Simulator
from tests.integration.fairlead_api.api_server import RunningApi
from tests.integration.fairlead_api.browser import Browser
from tests.integration.fairlead_api.conftest import OpenBrowser, StartApi
from tests.integration.fairlead_api.environment import DASHBOARD, REDIRECT
from tests.integration.fairlead_api.world import World

SESSION, LOGIN = "__Host-fairlead", "__Host-fairlead-login"


async def test_the_login_sends_the_browser_to_discord_with_state_and_a_challenge(browser: Browser):
    page = await browser.begin_login()
    assert page.query["code_challenge_method"] == "S256"
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", page.query["code_challenge"])
    assert len(page.query["state"]) >= 43
    assert page.query["scope"] == "identify guilds"
    assert page.query["redirect_uri"] == REDIRECT
    assert (await browser.begin_login()).query["state"] != page.query["state"]


async def test_a_user_signs_in_and_comes_back_to_the_dashboard(browser: Browser, world: World):
    back = await browser.agree(await browser.begin_login("?return_to=/guilds/1/settings%3Ftab=a"), world.owner)
    answer = await browser.come_back(back)
    assert answer.status == 303
    assert answer.headers["Location"] == f"{DASHBOARD}/guilds/1/settings?tab=a"
    me = (await browser.get("/auth/me")).json
    assert me["user_id"] == str(world.owner)
    assert me["login"] == "discord"


async def test_the_dashboard_completes_a_login_by_json(browser: Browser, world: World):
    back = await browser.agree(await browser.begin_login(), world.owner)
    answer = await browser.post("/auth/discord/callback", {"code": back["code"], "state": back["state"]})
    assert answer.status == 200
    assert answer.json["user"]["user_id"] == str(world.owner)
    assert (await browser.get("/auth/me")).status == 200


async def test_cookies_are_for_this_host_over_tls_and_not_for_scripts(browser: Browser, world: World):
    page = await browser.get("/auth/discord/login")
    back = await browser.agree(URL(page.headers["Location"]), world.owner)
    complete = await browser.come_back(back)
    for name, line in ((LOGIN, page.cookies[LOGIN]), (SESSION, complete.cookies[SESSION])):
        attributes = {part.strip().lower() for part in line.split(";")[1:]}
        assert {"httponly", "secure", "samesite=lax", "path=/"} <= attributes, name
        assert not any(attribute.startswith("domain") for attribute in attributes), name
    assert "Max-Age=86400" in complete.cookies[SESSION]
    assert LOGIN not in browser.cookies


async def test_a_login_that_was_not_begun_is_refused(browser: Browser, world: World):
    back = await browser.agree(await browser.begin_login(), world.owner)
    for state in ("", "x" * 43, "x" * 600):
        answer = await browser.come_back(back | {"state": state})
        assert answer.status in {401, 422}
    assert (await browser.ask("GET", f"/api/v1/auth/discord/callback?code={back['code']}")).status == 422
    assert SESSION not in browser.cookies


async def test_a_state_is_good_for_one_login(browser: Browser, world: World):
    page = await browser.begin_login()
    first, second = await browser.agree(page, world.owner), await browser.agree(page, world.owner)
    assert first["state"] == second["state"]
    kept = dict(browser.cookies)
    assert (await browser.come_back(first)).status == 303
    browser.cookies = kept
    answer = await browser.come_back(second)
    assert (answer.status, answer.code) == (401, "login_failed")
    assert SESSION not in browser.cookies


async def test_a_state_of_another_browser_is_refused(open_browser: OpenBrowser, world: World):
    attacker, victim = open_browser(), open_browser()
    back = await attacker.agree(await attacker.begin_login(), world.stranger)
    assert (await victim.come_back(back)).code == "login_failed"
    await victim.begin_login()
    assert (await victim.come_back(back)).code == "login_failed"
    assert SESSION not in victim.cookies


async def test_a_code_is_good_for_one_login(open_browser: OpenBrowser, world: World):
    first, second = open_browser(), open_browser()
    back = await first.agree(await first.begin_login(), world.owner)
    assert (await first.come_back(back)).status == 303
    state = (await second.begin_login()).query["state"]
    assert (await second.come_back({"code": back["code"], "state": state})).code == "login_failed"


async def test_a_code_that_was_stolen_is_of_no_use_without_the_verifier(open_browser: OpenBrowser, world: World):
    victim, attacker = open_browser(), open_browser()
    stolen = (await victim.agree(await victim.begin_login(), world.owner))["code"]
    state = (await attacker.begin_login()).query["state"]
    assert (await attacker.come_back({"code": stolen, "state": state})).code == "login_failed"


async def test_a_user_who_does_not_want_to_comes_back_without_a_session(browser: Browser, api: RunningApi):
    back = await browser.agree(await browser.begin_login(), "")
    answer = await browser.come_back(back)
    assert answer.headers["Location"] == f"{DASHBOARD}/?login=denied"
    assert SESSION not in browser.cookies
    assert (await browser.come_back(back)).code == "login_failed"


async def test_a_session_id_that_was_there_before_the_login_is_not_adopted(browser: Browser, world: World):
    planted = "A" * 43
    browser.cookies[SESSION] = planted
    await browser.sign_in(world.owner)
    assert browser.cookies[SESSION] != planted
    browser.cookies = {SESSION: planted}
    assert (await browser.get("/auth/me")).status == 401


async def test_a_new_login_ends_the_session_that_the_browser_had(browser: Browser, world: World):
    await browser.sign_in(world.owner)
    before = browser.cookies[SESSION]
    await browser.sign_in(world.delegate)
    assert (await browser.get("/auth/me")).json["user_id"] == str(world.delegate)
    browser.cookies = {SESSION: before}
    assert (await browser.get("/auth/me")).status == 401


async def test_redis_has_neither_session_ids_nor_tokens_of_discord(
    browser: Browser, world: World, redis: Redis, simulator: Simulator
):
    await browser.sign_in(world.owner)
    tokens = simulator.simulation.grants._access
    assert tokens
    secrets = [browser.cookies[SESSION], *tokens, *(kept.refresh for kept in tokens.values() if kept.refresh)]
    for key in await redis.keys("*"):
        content = cast("bytes", await redis.get(key)) if await redis.type(key) == b"string" else b""
        for secret in secrets:
            assert secret.encode() not in key
            assert secret.encode() not in content


async def test_tokens_of_discord_are_in_no_answer(browser: Browser, world: World, simulator: Simulator):
    back = await browser.agree(await browser.begin_login(), world.owner)
    complete = await browser.post("/auth/discord/callback", {"code": back["code"], "state": back["state"]})
    me = await browser.get("/auth/me")
    for token in simulator.simulation.grants._access:
        for answer in (complete, me):
            assert token not in answer.text + str(answer.headers)


async def test_logging_out_ends_the_session_and_gives_the_token_back(
    browser: Browser, world: World, simulator: Simulator
):
    await browser.sign_in(world.owner)
    session_id = browser.cookies[SESSION]
    assert simulator.simulation.grants._access
    assert (await browser.post("/auth/logout")).status == 204
    assert SESSION not in browser.cookies
    assert not simulator.simulation.grants._access
    browser.cookies[SESSION] = session_id
    assert (await browser.get("/auth/me")).status == 401


async def test_logging_out_everywhere_ends_all_sessions_of_the_user_alone(open_browser: OpenBrowser, world: World):
    desk, phone, other = open_browser(), open_browser(), open_browser()
    for one, user in ((desk, world.owner), (phone, world.owner), (other, world.delegate)):
        await one.sign_in(user)
    assert (await desk.post("/auth/logout?everywhere=true")).status == 204
    assert (await phone.get("/auth/me")).status == 401
    assert (await other.get("/auth/me")).status == 200


async def test_a_session_serves_at_every_replica_and_lasts_as_long_as_it_should(
    open_browser: OpenBrowser, browser: Browser, world: World, start_api: StartApi, redis: Redis
):
    await browser.sign_in(world.owner)
    elsewhere = open_browser(await start_api())
    elsewhere.cookies = browser.cookies
    assert (await elsewhere.get("/auth/me")).status == 200
    (key,) = await redis.keys("fairlead:session:*")
    assert 86_300 < await redis.ttl(key) <= 86_400


async def test_a_replica_with_another_secret_knows_nobody(
    open_browser: OpenBrowser, browser: Browser, world: World, start_api: StartApi
):
    await browser.sign_in(world.owner)
    elsewhere = open_browser(await start_api(API_SECRET_KEY="another secret of more than thirty-two characters"))
    elsewhere.cookies = browser.cookies
    assert (await elsewhere.get("/auth/me")).status == 401


@pytest.mark.parametrize(
    "destination",
    ["https://evil.test", "//evil.test", "/\\evil.test", "evil", "/a%0d%0aSet-Cookie:x=y", "%2F%2Fevil.test"],
)
async def test_nobody_is_sent_to_another_site(browser: Browser, destination: str):
    answer = await browser.get(f"/auth/discord/login?return_to={destination}")
    assert (answer.status, answer.code) == (422, "validation")


async def test_a_session_of_development_is_worth_nothing_in_production(
    open_browser: OpenBrowser, world: World, start_api: StartApi
):
    developer = open_browser(await start_api(DEV_MODE="true"))
    await world.add_admin("ada")
    login = {"username": "ada", "user_id": str(world.owner)}
    assert (await developer.post("/auth/dev/login", login)).status == 200
    assert (await developer.get("/auth/me")).json["login"] == "development"
    production = open_browser()
    production.cookies = developer.cookies
    assert (await production.get("/auth/me")).status == 401


async def test_development_logs_in_only_whom_the_database_knows(
    open_browser: OpenBrowser, world: World, start_api: StartApi
):
    developer = open_browser(await start_api(DEV_MODE="true"))
    login = {"username": "nobody' OR '1'='1", "user_id": str(world.owner)}
    assert (await developer.post("/auth/dev/login", login)).code == "login_failed"


async def test_production_has_no_login_of_development(browser: Browser, world: World, start_api: StartApi):
    await world.add_admin("ada")
    answer = await browser.post("/auth/dev/login", {"username": "ada", "user_id": str(world.owner)})
    assert (answer.status, answer.code) == (404, "not_found")


async def test_development_over_plain_http_has_cookies_that_browsers_keep(
    open_browser: OpenBrowser, world: World, start_api: StartApi
):
    api = await start_api(DEV_MODE="true", API_BASE_URL="http://localhost:8000/api/v1")
    browser = open_browser(api)
    await browser.sign_in(world.owner)
    assert set(browser.cookies) == {"fairlead"}
    assert (await browser.get("/auth/me")).status == 200

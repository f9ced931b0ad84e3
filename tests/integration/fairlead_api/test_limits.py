"""How much anybody may ask."""

import asyncio
from collections import Counter

import pytest
from redis.asyncio import Redis

from tests.integration.fairlead_api.browser import Answer
from tests.integration.fairlead_api.conftest import OpenBrowser, StartApi
from tests.integration.fairlead_api.world import World


def remaining(answer: Answer) -> dict[str, int]:
    """Read the RateLimit header."""
    parts = (part.strip().split(";") for part in answer.headers["RateLimit"].split(","))
    return {part[0].strip('"'): int(part[1].removeprefix("r=")) for part in parts}


async def test_answers_say_what_is_left(open_browser: OpenBrowser, world: World, start_api: StartApi):
    browser = open_browser(await start_api(API_RATE_LIMIT="5/h", API_RATE_LIMIT_GUILD="9/h"))
    await browser.sign_in(world.owner)
    answer = await browser.get(f"/guilds/{world.guild_id}")
    assert remaining(answer) == {"user": 4, "global": 59_999, "guild": 8}
    assert '"user";q=5;w=3600' in answer.headers["RateLimit-Policy"]
    assert answer.headers["X-RateLimit-Limit"] == "5"
    assert answer.headers["X-RateLimit-Remaining"] == "4"
    assert 715 <= int(answer.headers["X-RateLimit-Reset"]) <= 720


async def test_who_asks_too_much_is_told_when_to_come_back(
    open_browser: OpenBrowser, world: World, start_api: StartApi
):
    browser = open_browser(await start_api(API_RATE_LIMIT="3/h"))
    await browser.sign_in(world.owner)
    assert [(await browser.get("/guilds")).status for _ in range(4)] == [200, 200, 200, 429]
    refused = await browser.get("/guilds")
    assert refused.code == "rate_limited"
    assert 1190 <= int(refused.headers["Retry-After"]) <= 1200
    assert remaining(refused)["user"] == 0
    other = open_browser(browser.api)
    await other.sign_in(world.delegate)
    assert (await other.get("/guilds")).status == 200


async def test_replicas_count_together(open_browser: OpenBrowser, world: World, start_api: StartApi):
    first = open_browser(await start_api(API_RATE_LIMIT="4/h"))
    second = open_browser(await start_api(API_RATE_LIMIT="4/h"))
    await first.sign_in(world.owner)
    second.cookies = first.cookies
    answers = await asyncio.gather(*((first, second)[turn % 2].get("/guilds") for turn in range(10)))
    assert sorted(answer.status for answer in answers) == [200] * 4 + [429] * 6


async def test_whoever_is_not_signed_in_is_counted_by_address(open_browser: OpenBrowser, start_api: StartApi):
    api = await start_api(API_RATE_LIMIT="2/h")
    assert [(await open_browser(api).get("/guilds")).status for _ in range(3)] == [401, 401, 429]


@pytest.mark.parametrize(("trusted", "statuses"), [("10.0.0.1", [401, 401, 429]), ("127.0.0.1", [401, 401, 401])])
async def test_an_address_is_believed_of_a_known_proxy_alone(
    open_browser: OpenBrowser, start_api: StartApi, trusted: str, statuses: list[int]
):
    api = await start_api(API_RATE_LIMIT="2/h", FORWARDED_ALLOW_IPS=trusted)
    answers = [
        await open_browser(api).get("/guilds", headers={"X-Forwarded-For": f"203.0.113.{turn}"}) for turn in range(3)
    ]
    assert [answer.status for answer in answers] == statuses


async def test_who_tries_keys_is_counted(open_browser: OpenBrowser, start_api: StartApi):
    api = await start_api(API_RATE_LIMIT="2/h")
    answers = [
        await open_browser(api).get("/guilds", headers={"Authorization": f"Bearer flk_0000000{turn}_{'a' * 43}"})
        for turn in range(3)
    ]
    assert [answer.status for answer in answers] == [401, 401, 429]


async def test_logins_have_a_limit_of_their_own(open_browser: OpenBrowser, start_api: StartApi):
    api = await start_api(API_RATE_LIMIT_LOGIN="2/h")
    answers = [await open_browser(api).get("/auth/discord/login") for _ in range(3)]
    assert [answer.status for answer in answers] == [303, 303, 429]


async def test_a_guild_has_a_limit_that_only_its_users_use_up(
    open_browser: OpenBrowser, world: World, start_api: StartApi
):
    api = await start_api(API_RATE_LIMIT_GUILD="2/h")
    owner, stranger, delegate = open_browser(api), open_browser(api), open_browser(api)
    for browser, user in ((owner, world.owner), (stranger, world.stranger), (delegate, world.delegate)):
        await browser.sign_in(user)
    path = f"/guilds/{world.guild_id}"
    assert [(await stranger.get(path)).status for _ in range(5)] == [404] * 5
    assert [(await owner.get(path)).status for _ in range(3)] == [200, 200, 429]
    assert (await delegate.get(path)).status == 429
    assert (await stranger.get(f"/guilds/{world.other_guild_id}")).status == 200


async def test_the_global_limit_holds_for_all(open_browser: OpenBrowser, world: World, start_api: StartApi):
    api = await start_api(API_RATE_LIMIT_GLOBAL="2/h")
    first, second = open_browser(api), open_browser(api)
    await first.sign_in(world.owner)
    await second.sign_in(world.delegate)
    assert [(await first.get("/guilds")).status for _ in range(2)] == [200, 200]
    assert (await second.get("/guilds")).status == 429


async def test_the_developer_team_has_no_limit_and_nobody_can_claim_to_be_of_it(
    open_browser: OpenBrowser, world: World, start_api: StartApi
):
    api = await start_api(API_RATE_LIMIT="1/h", API_RATE_LIMIT_GUILD="1/h", ADMIN_DISCORD_IDS=str(world.owner))
    admin, user = open_browser(api), open_browser(api)
    await admin.sign_in(world.owner)
    await user.sign_in(world.delegate)
    assert {(await admin.get(f"/guilds/{world.guild_id}")).status for _ in range(5)} == {200}
    assert (await user.get("/guilds")).status == 200
    claims = {"X-Forwarded-For": "1.2.3.4", "X-Admin": "true", "X-User-Id": str(world.owner), "X-RateLimit-Bypass": "1"}
    assert (await user.get("/guilds", headers=claims)).status == 429


async def test_limits_leave_nothing_behind_in_redis(open_browser: OpenBrowser, redis: Redis, start_api: StartApi):
    await open_browser(await start_api(API_RATE_LIMIT="100/h", API_RATE_LIMIT_GLOBAL="100/h")).get("/guilds")
    keys = await redis.keys("fairlead:limit:*")
    assert keys
    for key in keys:
        assert 0 < await redis.pttl(key) <= 36_001


@pytest.mark.e2e
@pytest.mark.timeout(300)
async def test_ten_thousand_requests_over_the_limit_are_all_refused_and_nobody_else_is(
    open_browser: OpenBrowser, world: World, start_api: StartApi
):
    api = await start_api(API_RATE_LIMIT="5/h")  # one more would be free after twelve minutes
    flooding, other = open_browser(api), open_browser(api)
    await flooding.sign_in(world.owner)
    await other.sign_in(world.delegate)
    statuses = Counter[int]()

    async def flood() -> None:
        for _ in range(1_000):
            statuses[(await flooding.get("/guilds")).status] += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(10):
            group.create_task(flood())
        assert (await other.get("/guilds")).status == 200
    assert statuses == {200: 5, 429: 9_995}
    assert (await other.get("/guilds")).status == 200

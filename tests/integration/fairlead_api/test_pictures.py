"""Pictures of users and guilds, fetched from Discord by their hash and given from our own origin."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from fairlead_api.discord.cdn import LARGEST_PICTURE
from tests.integration.fairlead_api.browser import Browser
from tests.integration.fairlead_api.conftest import OpenBrowser, StartApi
from tests.integration.fairlead_api.world import World

HASH = "0123456789abcdef0123456789abcdef"
PNG = b"\x89PNG\r\n\x1a\n"

type Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]
type ServeCdn = Callable[[Answering], Awaitable[str]]


@pytest.fixture
async def owner(browser: Browser, world: World) -> Browser:
    await browser.sign_in(world.owner)
    return browser


@pytest.fixture
async def serve_cdn() -> AsyncIterator[ServeCdn]:
    """Be a network that answers as Discord's never should."""
    runners: list[web.AppRunner] = []

    async def serve(answer: Answering) -> str:
        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        runners.append(web.AppRunner(app))
        await runners[-1].setup()
        await web.TCPSite(runners[-1], "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runners[-1].addresses[0][1]}"

    yield serve
    for runner in runners:
        await runner.cleanup()


def pictures_of(world: World) -> tuple[str, str]:
    """The addresses of the owner's picture and the guild's."""
    simulated = world.simulator.simulation.world
    user, guild = simulated.users[world.owner], simulated.guilds[world.guild_id]
    return f"/pictures/avatars/{user.id}/{user.avatar}", f"/pictures/icons/{guild.id}/{guild.icon}"


async def test_pictures_of_users_and_guilds_come_from_our_own_origin_and_are_kept(owner: Browser, world: World):
    for path in pictures_of(world):
        async with owner.http.get(
            f"{owner.api.url}/api/v1{path}", headers={"Cookie": f"__Host-fairlead={owner.cookies['__Host-fairlead']}"}
        ) as answer:
            assert (answer.status, answer.content_type) == (200, "image/png")
            assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert (await answer.read()).startswith(PNG)


async def test_who_is_not_signed_in_gets_no_picture_and_a_key_gets_none(open_browser: OpenBrowser, world: World):
    path = pictures_of(world)[0]
    answer = await open_browser().get(path)
    assert (answer.status, answer.code) == (401, "unauthenticated")
    bearer = {"Authorization": f"Bearer {await world.make_key('guilds:read')}"}
    assert (await open_browser().get(path, headers=bearer)).code == "forbidden"


async def test_a_picture_that_is_not_there_is_not_found(owner: Browser, world: World):
    answer = await owner.get(f"/pictures/avatars/{world.owner}/{HASH}")
    assert (answer.status, answer.code) == (404, "not_found")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        f"avatars/1/{HASH[1:]}",
        f"avatars/1/{HASH}0",
        f"avatars/1/{HASH.upper()}",
        f"avatars/1/a_{HASH[1:]}",
        f"avatars/1/..%2F..%2F{HASH}",
        f"avatars/1/{HASH}%0A",
        f"avatars/1/{HASH}%3Fsize=4096",
        f"avatars/0/{HASH}",
        f"avatars/1%2F..%2F2/{HASH}",
        f"avatars/%2e%2e/{HASH}",
        f"banners/1/{HASH}",
        f"http:%2F%2F127.0.0.1/1/{HASH}",
    ],
)
async def test_what_is_no_hash_kind_or_id_never_becomes_an_address(
    world: World, start_api: StartApi, open_browser: OpenBrowser, serve_cdn: ServeCdn, path: str
):
    asked: list[str] = []

    async def note(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(body=PNG, content_type="image/png")

    browser = open_browser(await start_api(DISCORD_CDN_URL=await serve_cdn(note)))
    await browser.sign_in(world.owner)
    assert (await browser.get(f"/pictures/{path}")).status in {404, 422}
    assert asked == []


async def _a_page(_request: web.Request) -> web.Response:
    return web.Response(text="<script>alert(1)</script>", content_type="text/html")


async def _a_page_that_says_it_is_a_picture(_request: web.Request) -> web.Response:
    return web.Response(text="<script>alert(1)</script>", content_type="image/png")


async def _a_drawing_with_a_script(_request: web.Request) -> web.Response:
    return web.Response(text="<svg xmlns='http://www.w3.org/2000/svg'/>", content_type="image/svg+xml")


async def _too_much(_request: web.Request) -> web.Response:
    return web.Response(body=PNG + b"\0" * LARGEST_PICTURE, content_type="image/png")


async def _elsewhere(request: web.Request) -> web.Response:
    if request.path == "/inside":
        return web.Response(body=PNG, content_type="image/png")
    return web.Response(status=302, headers={"Location": "/inside"})


async def _an_error(_request: web.Request) -> web.Response:
    return web.Response(status=503)


@pytest.mark.parametrize(
    "answer",
    [
        _a_page,
        _a_page_that_says_it_is_a_picture,
        _a_drawing_with_a_script,
        _too_much,
        _elsewhere,
        _an_error,
    ],
)
async def test_nothing_but_a_picture_of_a_fair_size_is_passed_on(
    world: World, start_api: StartApi, open_browser: OpenBrowser, serve_cdn: ServeCdn, answer: Answering
):
    browser = open_browser(await start_api(DISCORD_CDN_URL=await serve_cdn(answer)))
    await browser.sign_in(world.owner)
    refused = await browser.get(pictures_of(world)[0])
    assert (refused.status, refused.code) == (502, "discord")
    assert refused.headers["Cache-Control"] == "no-store"


async def test_while_the_network_is_away_pictures_alone_are_missing(
    world: World, start_api: StartApi, open_browser: OpenBrowser
):
    browser = open_browser(await start_api(DISCORD_CDN_URL="http://127.0.0.1:1"))
    await browser.sign_in(world.owner)
    assert (await browser.get(pictures_of(world)[1])).code == "discord"
    assert (await browser.get("/guilds")).status == 200


async def test_pictures_have_a_limit_of_their_own(world: World, start_api: StartApi, open_browser: OpenBrowser):
    browser = open_browser(await start_api(API_RATE_LIMIT="3/h", API_RATE_LIMIT_PICTURES="5/h"))
    await browser.sign_in(world.owner)
    path = f"/pictures/avatars/{world.owner}/{HASH}"
    assert [(await browser.get(path)).status for _ in range(6)] == [404] * 5 + [429]
    assert (await browser.get("/guilds")).status == 200
